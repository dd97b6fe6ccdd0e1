import {
  type Actor,
  AF_UNIX,
  ENXIO,
  MS_BIND,
  O_RDONLY,
  O_RDWR,
  OK,
  type Outcome,
  SOCK_STREAM,
  scenario,
  type Value,
} from '../../../runner/index.ts';
import { DENIED } from '../domains/reading.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { readingBelow, tries } from './reading.ts';

const doc =
  'Documentation/userspace-api/landlock.rst: Special filesystems; security/landlock/fs.c: is_nouser_or_private(), MNT_INTERNAL (in is_access_to_paths_allowed())';
const programs = ['strict', 'best-effort'] as const;
const tags = ['paths', 'internal'];
const NOTHING: SandboxSpec = { fs: ['READ_FILE', 'WRITE_FILE', 'READ_DIR', 'EXECUTE'] };

const things: readonly { label: string; make: (actor: Actor) => Value; answer: Outcome; flags?: number }[] = [
  { label: 'a pipe', make: (actor) => actor.pairOf(actor.pipe2())[0], answer: OK },
  { label: 'a memfd', make: (actor) => actor.memfdCreate(), answer: OK, flags: O_RDWR },
  // Nobody may open these again: not Landlock says so, but the filesystem.
  { label: 'a socket', make: (actor) => actor.socket(AF_UNIX, SOCK_STREAM), answer: ENXIO },
  { label: 'an eventfd', make: (actor) => actor.syscall('eventfd2', 0, 0), answer: ENXIO },
  { label: 'an epoll', make: (actor) => actor.syscall('epoll_create1', 0), answer: ENXIO },
];

scenario(
  '{thing} lies on no filesystem that a rule could name, and is not restricted',
  { doc, tags, variants: { thing: things }, programs, proc: true },
  (t) => {
    t.main.dup3(t.thing.make(t.main), 100);
    landlock(t.main, NOTHING);
    t.main
      .open('/proc/self/fd/100', t.thing.flags ?? O_RDONLY)
      .expect(t.thing.answer)
      .control('same');
  },
);

scenario(
  'a namespace can be opened through /proc, which itself needs a rule',
  { doc, tags, programs, proc: true },
  (t) => {
    landlock(t.main, NOTHING);
    for (const name of ['uts', 'mnt', 'net', 'user']) t.main.open(`/proc/self/ns/${name}`).expect(OK);
    t.main.open('/proc/self/status').expect(DENIED);
  },
);

scenario(
  'a namespace that is mounted at a path lies there, and needs a rule',
  { doc: 'fs/nsfs.c: nsfs_init() (permits mounts, which are not internal)', tags, programs, proc: true },
  (t) => {
    for (const directory of ['granted', 'other']) {
      t.main.mkdir(directory);
      t.main.writeFile(`${directory}/uts`);
      t.main.mount('/proc/self/ns/uts', `${directory}/uts`, null, MS_BIND);
    }
    landlock(t.main, readingBelow('granted'));
    tries(t.main, ['granted/uts', '/proc/self/ns/uts'], ['other/uts']);
  },
);
