import {
  ESRCH,
  OK,
  PTRACE_DETACH,
  PTRACE_INTERRUPT,
  PTRACE_KILL,
  PTRACE_PEEKDATA,
  PTRACE_SEIZE,
  PTRACE_TRACEME,
  scenario,
} from '../../../runner/index.ts';
import { denialAs } from '../answers.ts';
import { landlock } from '../sandbox.ts';
import { anyDomain, readMemory, refused, takeDescriptor } from './operations.ts';

const doc = 'kernel/ptrace.c: ptrace_attach() (asks), ptrace_check_attach() (does not)';
const programs = ['strict', 'best-effort'] as const;

scenario(
  'a tracee of before enforcement stays traced, but once let go it is out of reach',
  { doc, tags: ['ptrace'], programs, scratch: false },
  (t) => {
    const word = t.buffer(8, '', 'word');
    const secret = t.buffer(8, 'secret', 'secret');
    const client = t.main.process('client');
    const server = t.main.process('server');
    client.ptrace(PTRACE_SEIZE, server);
    landlock(client, anyDomain);
    client.ptrace(PTRACE_INTERRUPT, server).expect(OK);
    client.wait4(server).expect(OK);
    client.ptrace(PTRACE_PEEKDATA, server, secret, word).expect(OK).outputs('secret', word);
    client.ptrace(PTRACE_DETACH, server).expect(OK);
    client.ptrace(PTRACE_SEIZE, server).expect(refused);
    client.ptrace(PTRACE_INTERRUPT, server).expect(denialAs(refused, ESRCH));
  },
);

scenario(
  'a child that asked to be traced before its parent’s enforcement stays traced',
  { doc, tags: ['ptrace'], programs, scratch: false },
  (t) => {
    const parent = t.main.process('parent');
    const child = parent.process('child');
    const other = parent.process('other');
    child.ptrace(PTRACE_TRACEME);
    landlock(parent, anyDomain);
    other.ptrace(PTRACE_TRACEME).expect(refused);
    parent.ptrace(PTRACE_KILL, child).expect(OK);
  },
);

scenario(
  'being traced does not open the tracee’s memory and descriptors to other calls of a sandboxed tracer',
  { doc: 'kernel/ptrace.c: __ptrace_may_access()', tags: ['ptrace'], programs, scratch: false },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    client.ptrace(PTRACE_SEIZE, server);
    landlock(client, anyDomain);
    readMemory.perform(t, client, server, refused);
    takeDescriptor.perform(t, client, server, refused);
    client.ptrace(PTRACE_INTERRUPT, server).expect(OK);
  },
);

scenario(
  'a tracee that enforces a domain of its own stays traced',
  { doc, tags: ['ptrace'], programs, scratch: false },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    client.ptrace(PTRACE_SEIZE, server);
    landlock(server, anyDomain);
    takeDescriptor.perform(t, server, t.main, refused);
    client.ptrace(PTRACE_INTERRUPT, server).expect(OK);
    client.wait4(server).expect(OK);
  },
);

scenario(
  'a process descriptor opened before enforcement carries no right to take descriptors',
  { doc: 'kernel/pid.c: pidfd_getfd()', tags: ['ptrace', 'fd'], programs, scratch: false },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    const pidfd = client.pidfdOpen(server);
    const fd = server.memfdCreate();
    landlock(client, anyDomain);
    client.pidfdGetfd(pidfd, fd).expect(refused);
  },
);

scenario(
  'a thread that is sandboxed alone reaches its own process by {operation}',
  {
    doc: 'kernel/ptrace.c: __ptrace_may_access(), "let security modules deny introspection"',
    tags: ['ptrace', 'thread'],
    variants: { operation: [readMemory, takeDescriptor] },
    programs,
    scratch: false,
  },
  (t) => {
    const server = t.main.process('server');
    const worker = server.thread('worker');
    landlock(worker, anyDomain);
    t.operation.perform(t, worker, server, OK);
    worker.ptrace(PTRACE_SEIZE, t.main).expect(refused);
  },
);

scenario(
  'of two threads only the sandboxed one is kept from {operation} of another process',
  {
    doc: 'security/landlock/task.c: hook_ptrace_access_check()',
    tags: ['ptrace', 'thread'],
    variants: { operation: [readMemory, takeDescriptor] },
    programs,
    scratch: false,
  },
  (t) => {
    const client = t.main.process('client');
    const worker = client.thread('worker');
    const server = t.main.process('server');
    landlock(worker, anyDomain);
    t.operation.perform(t, worker, server, refused);
    t.operation.perform(t, client, server, OK);
  },
);
