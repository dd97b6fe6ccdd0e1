import { abi, EPERM, OK, scenario, since } from '../../../runner/index.ts';
import type { SandboxSpec } from '../sandbox.ts';
import { landlock } from '../sandbox.ts';
import { attach, readMemory, takeDescriptor } from './operations.ts';

interface Domain {
  readonly label: string;
  readonly since: number;
  readonly spec: SandboxSpec;
}
const domains: readonly Domain[] = [
  { label: 'of one file right', since: 1, spec: { fs: ['MAKE_BLOCK'] } },
  {
    label: 'whose rule allows all that it handles',
    since: 1,
    spec: { fs: ['READ_FILE', 'WRITE_FILE'], rules: [{ path: '/', access: ['READ_FILE', 'WRITE_FILE'] }] },
  },
  { label: 'of one TCP right', since: 4, spec: { net: ['BIND_TCP'] } },
  { label: 'of the scope of abstract sockets', since: 6, spec: { scoped: ['ABSTRACT_UNIX_SOCKET'] } },
  { label: 'of the scope of signals', since: 6, spec: { scoped: ['SIGNAL'] } },
  { label: 'of one UDP right', since: 10, spec: { net: ['BIND_UDP'] } },
];

scenario(
  'a domain {domain} restricts {operation}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Ptrace restrictions',
    tags: ['ptrace'],
    variants: { domain: domains, operation: [attach, readMemory, takeDescriptor] },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, t.domain.spec);
    t.operation.perform(t, client, server, since(abi(t.domain.since), EPERM).otherwise(OK));
  },
);

scenario(
  'a domain {domain} is a layer that a tracer may be outside of, but not inside',
  {
    doc: 'security/landlock/task.c: domain_scope_le()',
    tags: ['ptrace'],
    variants: { domain: domains },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const outer = t.main.process('outer');
    landlock(outer, { fs: ['MAKE_CHAR'] });
    const inner = outer.process('inner');
    landlock(inner, t.domain.spec);
    readMemory.perform(t, inner, outer, since(abi(t.domain.since), EPERM).otherwise(OK));
    takeDescriptor.perform(t, outer, inner, OK);
  },
);
