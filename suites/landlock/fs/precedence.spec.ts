import { abi, EACCES, OK, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { fsRightsOf } from '../uapi.ts';
import { after, before } from './faults.ts';

const tags = ['fs', 'errors'];
const programs = ['strict', 'best-effort'] as const;

scenario(
  '{fault} is told before a missing right',
  {
    doc: 'fs/namei.c: security_path_unlink() (what precedes the hooks); fs/open.c: security_file_open()',
    tags,
    variants: { fault: before },
    programs,
  },
  (t) => {
    t.fault.prepare?.(t.main);
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: fsRightsOf(t.facts.masks.fs) });
    if (t.fault.unprivileged) actor.dropPrivileges();
    t.fault.act(actor).expect(t.fault.answer).control('same');
    // Where nothing else is wrong the right is missed.
    actor.mkdir('proof').expect(since(abi(1), EACCES).otherwise(OK));
  },
);

scenario(
  'a missing right is told before {fault}',
  {
    doc: 'fs/namei.c: security_path_unlink() (what follows the hooks); fs/open.c: security_file_open()',
    tags,
    variants: { fault: after },
    programs,
  },
  (t) => {
    t.fault.prepare?.(t.main);
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: fsRightsOf(t.facts.masks.fs) });
    if (t.fault.unprivileged) actor.dropPrivileges();
    t.fault
      .act(actor)
      .expect(since(abi(1), EACCES).otherwise(t.fault.answer))
      .control(t.fault.answer);
  },
);
