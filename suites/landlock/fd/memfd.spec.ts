import {
  AF_UNIX,
  abi,
  EACCES,
  FIONREAD,
  O_CREAT,
  O_RDWR,
  OK,
  SOCK_STREAM,
  scenario,
  since,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';

// hook_file_alloc_security() in security/landlock/fs.c gives every right to what is made without open().
const doc = 'security/landlock/fs.c: hook_file_alloc_security()';
const sides = [
  { label: 'in the sandbox', inside: true },
  { label: 'outside', inside: false },
];

scenario(
  'a memfd has every right, made {maker}, used {user}',
  { doc, tags: ['fd', 'memfd'], variants: { maker: sides, user: sides }, programs: ['strict', 'best-effort'] },
  (t) => {
    const [here, there] = t.main.pairOf(t.main.socketpair(AF_UNIX, SOCK_STREAM));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { fs: ['TRUNCATE', 'IOCTL_DEV'] });
    const maker = t.maker.inside ? sandboxed : t.main;
    const user = t.user.inside ? sandboxed : t.main;
    const memfd = maker.memfdCreate();
    maker.write(memfd, 'content').expect(value(7));
    const sent = maker !== user;
    if (sent) maker.sendFds(here, [memfd]);
    const fd = sent ? user.receiveFds(there).fds[0]! : memfd;
    user.ftruncate(fd, 3).expect(OK);
    const length = t.buffer(4);
    // The position is at 7: a length of 3 leaves 4 bytes less than nothing (fs/ioctl.c).
    user
      .ioctl(fd, FIONREAD, length)
      .expect(OK)
      .outputs(Uint8Array.of(0xfc, 0xff, 0xff, 0xff), length);
    sandboxed.ftruncate(sandboxed.open('file', O_RDWR | O_CREAT), 3).expect(since(abi(3), EACCES).otherwise(OK));
  },
);
