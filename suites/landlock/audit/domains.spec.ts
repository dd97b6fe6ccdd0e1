import {
  abi,
  capture,
  EACCES,
  EISDIR,
  matching,
  O_RDONLY,
  O_RDWR,
  OK,
  same,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { commandOf, pidOf } from './identity.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';

const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);

scenario(
  'the first denial of a domain brings a record of who created it, in the same event and not again, {denied}',
  {
    ...audited,
    doc: 'security/landlock/domain.c: get_current_details(); security/landlock/audit.c: log_domain()',
    variants: {
      denied: [
        { label: 'the creator itself', child: false, rename: false },
        { label: 'a child of the creator', child: true, rename: false },
        { label: 'a creator that changed its name and user', child: false, rename: true },
      ],
    },
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const creator = t.main.process('creator');
    const comm = commandOf(creator, 'creator');
    const exe = matching`"${same('exe')}"`;
    const pid = same('pid_creator');
    if (log.active) {
      pidOf(t, creator, 'creator');
      const link = t.buffer(256);
      creator.syscall('readlink', '/proc/self/exe', link, 256).outputs(matching`${capture('exe', /.+/)}`, link);
    }
    creator.setresuid(1000);
    landlock(creator, { fs: ['READ_FILE'] });
    const client = t.denied.child ? creator.process('client') : creator;
    if (t.denied.rename) commandOf(creator, 'renamed');
    for (const _ of [1, 2]) client.open('d/file', O_RDONLY).expect(denied);
    const denial = { by: 'creator', blockers: 'fs.read_file', object };
    log.denied({ ...denial, creator: { pid, uid: 1000, exe, comm: `"${comm}"` } });
    log.denied(denial).ends();
  },
);

scenario(
  'domains have identifiers of their own, and the later one a larger one',
  { ...audited, doc: 'security/landlock/id.c: get_id_range()', programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const names = ['first', 'second', 'third'];
    for (const [index, name] of names.entries()) {
      const actor = t.main.process(name);
      landlock(actor, { fs: ['READ_FILE'] });
      actor.open('d/file', O_RDONLY).expect(denied);
      log.denied({ by: name, blockers: 'fs.read_file', object, after: names[index - 1] });
    }
    log.ends();
  },
);

scenario('a process and its child share a domain, a layer is a domain of its own', { ...audited, programs }, (t) => {
  prepare(t);
  const log = new Log(t);
  const object = log.file('d/file');
  const parent = t.main.process('parent');
  landlock(parent, { fs: ['READ_FILE'] });
  const child = parent.process('child');
  for (const actor of [parent, child]) {
    actor.open('d/file', O_RDONLY).expect(denied);
    log.denied({ by: 'parent', blockers: 'fs.read_file', object });
  }
  landlock(child, { fs: ['READ_FILE'] });
  for (const [actor, by] of [
    [child, 'child'],
    [parent, 'parent'],
  ] as const) {
    actor.open('d/file', O_RDONLY).expect(denied);
    log.denied({ by, blockers: 'fs.read_file', object });
  }
  log.ends();
});

scenario(
  'nothing is recorded of what is allowed, or refused by others than Landlock, {actor}',
  {
    ...audited,
    variants: { actor: ['in a domain', 'without a domain'] },
    control: 'none: no denial by Landlock is expected',
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const client = t.main.process('client');
    if (t.actor === 'in a domain')
      landlock(client, {
        fs: ['READ_FILE', 'WRITE_FILE'],
        scoped: ['SIGNAL'],
        rules: [{ path: 'd', access: ['READ_FILE', 'WRITE_FILE'] }],
      });
    client.open('d/file', O_RDONLY).expect(OK);
    client.setresuid(1000);
    client.open('d/empty', O_RDWR).expect(EISDIR);
    client.rmdir('d/empty').expect(EACCES);
    client.kill(client, 0).expect(OK);
    log.ends();
  },
);
