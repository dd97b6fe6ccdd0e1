import {
  type Actor,
  AF_UNIX,
  abi,
  EACCES,
  ENOTTY,
  FIGETBSZ,
  FIONREAD,
  O_DIRECTORY,
  O_NOCTTY,
  O_RDONLY,
  O_RDWR,
  OK,
  type Outcome,
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

const doc = 'security/landlock/fs.c: hook_file_ioctl_common()';
const tags = ['fs', 'ioctl'];
const programs = ['strict', 'best-effort'] as const;
const denied = (without: Outcome) => since(abi(5), EACCES).otherwise(without);
const BLKGETSIZE64 = 0x80081272;

// What is no device answers as ever: TCGETS shows that the request came through, since no such file knows it (fs/ioctl.c, vfs_ioctl()).
const others: readonly { label: string; counts: Outcome; open(actor: Actor): Value }[] = [
  { label: 'a regular file', counts: OK, open: (a) => a.open('file', O_RDWR) },
  { label: 'a directory', counts: ENOTTY, open: (a) => a.open('.', O_RDONLY | O_DIRECTORY) },
  { label: 'a FIFO', counts: OK, open: (a) => a.open('fifo', O_RDWR) },
  { label: 'a pipe', counts: OK, open: (a) => a.pairOf(a.pipe2())[0] },
  { label: 'a socket', counts: OK, open: (a) => a.pairOf(a.socketpair(AF_UNIX, SOCK_STREAM))[0] },
];

scenario('what is no device needs no IOCTL_DEV: {file}', { doc, tags, variants: { file: others }, programs }, (t) => {
  t.main.writeFile('file', 'content');
  t.main.mknod('fifo', S_IFIFO | 0o644);
  const actor = t.main.process('sandboxed');
  landlock(actor, { fs: ['IOCTL_DEV'] });
  const fd = t.file.open(actor);
  actor.ioctl(fd, FIONREAD, t.buffer(4)).expect(t.file.counts).control('same');
  actor.ioctl(fd, TCGETS, t.buffer(64)).expect(ENOTTY).control('same');
  actor.ioctl(actor.open('/dev/null', O_RDWR), TCGETS, t.buffer(64)).expect(denied(ENOTTY)).control(ENOTTY);
});

scenario(
  'a block device needs IOCTL_DEV for what its driver answers',
  { doc, tags, programs, needs: ['root', 'guest', 'module:loop'] },
  (t) => {
    const before = t.main.open('/dev/loop0', O_RDONLY);
    const actor = t.main.process('sandboxed');
    landlock(actor, { fs: ['IOCTL_DEV'] });
    const fd = actor.open('/dev/loop0', O_RDONLY);
    actor.ioctl(fd, BLKGETSIZE64, t.buffer(8)).expect(denied(OK));
    actor.ioctl(fd, FIGETBSZ, t.buffer(4)).expect(OK);
    actor.ioctl(before, BLKGETSIZE64, t.buffer(8)).expect(OK);
  },
);

scenario(
  'the other end of a terminal is opened in today’s domain',
  { doc: 'drivers/tty/pty.c: ptm_open_peer() (opens by path)', tags: [...tags, 'terminal'], programs },
  (t) => {
    const actor = t.main.process('sandboxed');
    const master = actor.open('/dev/ptmx', O_RDWR | O_NOCTTY);
    actor.ioctl(master, TIOCSPTLCK, t.buffer(4));
    landlock(actor, { fs: ['IOCTL_DEV'] });
    const peer = actor.ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY).expect(OK);
    actor.ioctl(peer, TCGETS, t.buffer(64)).expect(denied(OK));
    actor.ioctl(master, TCGETS, t.buffer(64)).expect(OK);
  },
);
