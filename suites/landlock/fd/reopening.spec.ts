import {
  type Actor,
  AF_UNIX,
  abi,
  EACCES,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  OK,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { recordedRights } from './rights.ts';

const doc = 'Documentation/security/landlock.rst: File descriptor access rights';
const programs = ['strict', 'best-effort'] as const;
const tags = ['fd', 'proc'];

/** Opens what a descriptor refers to, by the link in /proc. The plan must know the number, so the descriptor gets a fixed one. */
function reopen(actor: Actor, fd: Value, flags: number): Step {
  actor.dup3(fd, 100);
  return actor.open('/proc/self/fd/100', flags);
}

const files = [
  { label: 'a regular file', flags: O_RDWR, unlinked: false },
  { label: 'an unlinked file', flags: O_RDWR, unlinked: true },
  { label: 'an O_PATH descriptor', flags: O_PATH, unlinked: false },
];
const modes = [
  { label: 'for reading', flags: O_RDONLY, right: 'READ_FILE' as FsRight },
  { label: 'for writing', flags: O_WRONLY, right: 'WRITE_FILE' as FsRight },
];

scenario(
  'opening {file} again {mode} is an opening of today’s domain, {rule}',
  {
    doc,
    tags,
    variants: {
      file: files,
      mode: modes,
      rule: [
        { label: 'without a rule', granted: false },
        { label: 'with a rule on the directory', granted: true },
      ],
    },
    programs,
    proc: true,
  },
  (t) => {
    const { right, flags } = t.mode;
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    const fd = actor.open('file', t.file.flags);
    const rules = t.rule.granted ? [{ path: '.', access: [right] }] : [];
    if (t.file.unlinked) actor.unlink('file');
    landlock(actor, { fs: [right], rules });
    reopen(actor, fd, flags).expect(t.rule.granted ? OK : since(abi(1), EACCES).otherwise(OK));
  },
);

const nameless = [
  { label: 'a memfd', make: (actor: Actor): Value => actor.memfdCreate() },
  { label: 'a pipe', make: (actor: Actor): Value => actor.pairOf(actor.pipe2())[0] },
];

scenario(
  'opening {file} again is free: it is on no filesystem that a rule could name',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Special filesystems',
    tags,
    variants: { file: nameless, mode: modes },
    programs,
    proc: true,
  },
  (t) => {
    const { right, flags } = t.mode;
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: [right] });
    const fd = t.file.make(actor);
    // The pipe's reading end exists, so opening the other one does not wait.
    reopen(actor, fd, flags).expect(OK);
    actor.open('file', flags).expect(since(abi(1), EACCES).otherwise(OK));
  },
);

scenario(
  'a descriptor opened again under the domain lacks {right}, the old one keeps it',
  { doc, tags, variants: { right: recordedRights }, programs, proc: true },
  (t) => {
    t.right.prepare(t);
    const actor = t.main.process('sandboxed');
    const old = t.right.open(actor);
    landlock(actor, t.right.missing);
    t.right.use(actor, reopen(actor, old, t.right.flags)).expect(t.right.denied);
    t.right.use(actor, old).expect(OK);
  },
);

scenario(
  'a deputy outside gets {right} by opening a received descriptor again, not by using it',
  { doc, tags: [...tags, 'scm_rights'], variants: { right: recordedRights }, programs, proc: true },
  (t) => {
    t.right.prepare(t);
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, t.right.missing);
    sandboxed.sendFds(here, [t.right.open(sandboxed)]);
    const received = t.main.receiveFds(there).fds[0]!;
    t.right.use(t.main, received).expect(t.right.denied);
    t.right.use(t.main, reopen(t.main, received, t.right.flags)).expect(OK);
    t.right.use(t.main, received).expect(t.right.denied);
  },
);

scenario(
  'a sandboxed receiver that opens a received descriptor again loses {right}',
  { doc, tags: [...tags, 'scm_rights'], variants: { right: recordedRights }, programs, proc: true },
  (t) => {
    t.right.prepare(t);
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, t.right.missing);
    t.main.sendFds(here, [t.right.open(t.main)]);
    const received = sandboxed.receiveFds(there).fds[0]!;
    t.right.use(sandboxed, received).expect(OK);
    t.right.use(sandboxed, reopen(sandboxed, received, t.right.flags)).expect(t.right.denied);
  },
);

scenario(
  'truncating by a link in /proc is checked today, by the descriptor it is not',
  { doc, tags, programs, proc: true },
  (t) => {
    t.main.writeFile('file', 'content');
    const actor = t.main.process('sandboxed');
    const fd = actor.dup3(actor.open('file', O_RDWR), 100);
    landlock(actor, { fs: ['TRUNCATE'] });
    actor.truncate('/proc/self/fd/100', 5).expect(since(abi(3), EACCES).otherwise(OK));
    actor.ftruncate(fd, 3).expect(OK);
  },
);

scenario(
  'an outsider gets {right} by opening the descriptor of a sandboxed process again, in /proc/P/fd',
  { doc, tags: [...tags, 'scm_rights'], variants: { right: recordedRights }, programs, proc: true },
  (t) => {
    t.right.prepare(t);
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, t.right.missing);
    const fd = sandboxed.dup3(t.right.open(sandboxed), 100);
    t.right.use(sandboxed, fd).expect(t.right.denied);
    sandboxed.sendFds(here, [sandboxed.open('/proc/self/fd', O_PATH | O_DIRECTORY)]);
    const again = t.main.openat(t.main.receiveFds(there).fds[0]!, '100', t.right.flags).expect(OK);
    t.right.use(t.main, again).expect(OK);
    t.right.use(sandboxed, fd).expect(t.right.denied);
  },
);
