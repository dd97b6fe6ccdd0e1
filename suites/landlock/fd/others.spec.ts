import {
  type Actor,
  AF_UNIX,
  abi,
  EACCES,
  EBADF,
  FIGETBSZ,
  FIONREAD,
  FIOQSIZE,
  O_CREAT,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  OK,
  RNDGETENTCNT,
  S_IFCHR,
  S_IFIFO,
  SOCK_STREAM,
  scenario,
  since,
  TCGETS,
  TIOCGPTPEER,
  TIOCSPTLCK,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

const doc = 'Documentation/userspace-api/landlock.rst: Access rights (LANDLOCK_ACCESS_FS_IOCTL_DEV)';
const tags = ['fd', 'ioctl'];
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(5), EACCES).otherwise(OK);

const kinds = [
  { label: 'a regular file', number: FIONREAD, make: (a: Actor): Value => a.open('file', O_RDWR | O_CREAT) },
  {
    label: 'a regular file’s filesystem',
    number: FIGETBSZ,
    make: (a: Actor): Value => a.open('file', O_RDWR | O_CREAT),
  },
  { label: 'a directory', number: FIOQSIZE, make: (a: Actor): Value => a.open('.', O_RDONLY) },
  {
    label: 'a FIFO',
    number: FIONREAD,
    make: (a: Actor): Value => {
      a.mknod('fifo', S_IFIFO | 0o644);
      return a.open('fifo', O_RDWR);
    },
  },
  { label: 'a pipe', number: FIONREAD, make: (a: Actor): Value => a.pairOf(a.pipe2())[0] },
  { label: 'a socket', number: FIONREAD, make: (a: Actor): Value => a.pairOf(a.socketpair(AF_UNIX, SOCK_STREAM))[0] },
  { label: 'an inotify instance', number: FIONREAD, make: (a: Actor): Value => a.syscall('inotify_init1', 0) },
];

scenario('ioctl on {kind} needs no right', { doc, tags, variants: { kind: kinds }, programs }, (t) => {
  const actor = t.main.process('sandboxed');
  landlock(actor, { fs: ['IOCTL_DEV'] });
  actor.ioctl(t.kind.make(actor), t.kind.number, t.buffer(8)).expect(OK);
  actor.ioctl(actor.open('/dev/random', O_RDONLY), RNDGETENTCNT, t.buffer(4)).expect(denied);
});

scenario(
  'a device is one wherever its node lies, {granted}',
  {
    doc,
    tags,
    variants: {
      granted: [
        { label: 'without the right', rights: [] as FsRight[] },
        { label: 'with the right', rights: ['IOCTL_DEV'] as FsRight[] },
      ],
    },
    programs,
  },
  (t) => {
    // 1:8 is the random device (Documentation/admin-guide/devices.txt).
    t.main.mknod('node', S_IFCHR | 0o666, 0x108);
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['IOCTL_DEV'], rules: [{ path: '.', access: t.granted.rights }] });
    actor
      .ioctl(actor.open('node', O_RDONLY), RNDGETENTCNT, t.buffer(4))
      .expect(t.granted.rights.length > 0 ? OK : denied);
  },
);

scenario('ioctl on an O_PATH descriptor of a device is no ioctl', { doc, tags, programs, scratch: false }, (t) => {
  const actor = t.main.process('sandboxed');
  landlock(actor, { fs: ['IOCTL_DEV'] });
  actor.ioctl(actor.open('/dev/random', O_PATH), RNDGETENTCNT, t.buffer(4)).expect(EBADF).control('same');
  actor.ioctl(actor.open('/dev/random', O_RDONLY), RNDGETENTCNT, t.buffer(4)).expect(denied);
});

scenario(
  'the other side of a terminal that an old descriptor opens lacks IOCTL_DEV',
  {
    doc: 'drivers/tty/pty.c: ptm_open_peer() (opens with the caller’s credentials)',
    tags: [...tags, 'terminal'],
    programs,
    scratch: false,
  },
  (t) => {
    const actor = t.main.process('sandboxed');
    const terminal = actor.open('/dev/ptmx', O_RDWR);
    actor.ioctl(terminal, TIOCSPTLCK, new Uint8Array(4));
    const before = actor.ioctl(terminal, TIOCGPTPEER, O_RDWR);
    landlock(actor, { fs: ['IOCTL_DEV'] });
    const peer = actor.ioctl(terminal, TIOCGPTPEER, O_RDWR);
    actor.ioctl(peer, TCGETS, t.buffer(64)).expect(denied);
    actor.ioctl(before, TCGETS, t.buffer(64)).expect(OK);
    actor.ioctl(terminal, TCGETS, t.buffer(64)).expect(OK);
  },
);
