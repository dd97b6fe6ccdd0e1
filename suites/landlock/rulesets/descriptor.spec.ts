import {
  type Actor,
  array,
  EACCES,
  EBADF,
  EINVAL,
  EMFILE,
  ENODEV,
  ENOMSG,
  ENOTDIR,
  ENOTTY,
  ENXIO,
  EPERM,
  ESPIPE,
  F_GETFD,
  F_GETFL,
  FD_CLOEXEC,
  FIONREAD,
  MAP_SHARED,
  O_CLOEXEC,
  O_PATH,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  OK,
  type Outcome,
  POLLIN,
  POLLOUT,
  PROT_READ,
  RLIMIT_NOFILE,
  SEEK_CUR,
  SEEK_SET,
  type Step,
  scenario,
  u64,
  value,
} from '../../../runner/index.ts';
import { reported } from '../abi/reported.ts';
import { addPathRule, createRuleset, queryLandlock, restrictSelf } from '../calls.ts';
import { noReadingRuleset } from '../domains/rulesets.ts';
import { byAbi } from '../refusals.ts';
import { CREATE_RULESET_VERSION, FS } from '../uapi.ts';
import { users } from './users.ts';

const doc =
  'security/landlock/syscalls.c: landlock_create_ruleset(), ruleset_fops, fop_dummy_read(), fop_dummy_write()';
const control = 'none: about the descriptor of a ruleset';
const tags = ['ruleset', 'descriptor'];

/** What the VFS answers for a file that has read and write and nothing else (fs/read_write.c, fs/ioctl.c, mm/mmap.c, …). */
const operations: readonly { label: string; use: (actor: Actor, ruleset: Step) => Step; answer: Outcome }[] = [
  { label: 'is open for reading and writing', use: (a, fd) => a.fcntl(fd, F_GETFL), answer: value(O_RDWR) },
  { label: 'is closed on exec', use: (a, fd) => a.fcntl(fd, F_GETFD), answer: value(FD_CLOEXEC) },
  { label: 'is not read', use: (a, fd) => a.read(fd), answer: EINVAL },
  { label: 'is not read, not even nothing', use: (a, fd) => a.syscall('read', fd, null, 0), answer: EINVAL },
  { label: 'is not written', use: (a, fd) => a.write(fd), answer: EINVAL },
  {
    label: 'has no place to read at',
    use: (a, fd) => a.syscall('pread64', fd, new Uint8Array(8), 8, 0),
    answer: ESPIPE,
  },
  { label: 'has no place to write at', use: (a, fd) => a.syscall('pwrite64', fd, 'x', 1, 0), answer: ESPIPE },
  { label: 'has no position', use: (a, fd) => a.syscall('lseek', fd, 0, SEEK_CUR), answer: ESPIPE },
  { label: 'has no beginning', use: (a, fd) => a.syscall('lseek', fd, 0, SEEK_SET), answer: ESPIPE },
  {
    label: 'is not mapped',
    use: (a, fd) => a.syscall('mmap', null, 4096, PROT_READ, MAP_SHARED, fd, 0),
    answer: ENODEV,
  },
  { label: 'has no length', use: (a, fd) => a.ftruncate(fd, 0), answer: EINVAL },
  { label: 'is not synchronised', use: (a, fd) => a.syscall('fsync', fd), answer: EINVAL },
  { label: 'takes no request', use: (a, fd) => a.ioctl(fd, FIONREAD, new Uint8Array(4)), answer: ENOTTY },
  { label: 'has no blocks', use: (a, fd) => a.syscall('fallocate', fd, 0, 0, 8), answer: ENODEV },
  { label: 'lists no files', use: (a, fd) => a.syscall('getdents64', fd, new Uint8Array(64), 64), answer: ENOTDIR },
  {
    label: 'is not watched by epoll',
    use: (a, fd) => a.syscall('epoll_ctl', a.syscall('epoll_create1', 0), 1, fd, new Uint8Array(12)),
    answer: EPERM,
  },
  { label: 'is always ready', use: (a, fd) => a.poll(fd, POLLIN | POLLOUT), answer: value(1) },
];

/** The mode of a file as `struct stat` has it. */
const modeBytes = (mode: number) => Uint8Array.of(mode & 0xff, mode >> 8, 0, 0);

scenario(
  'the descriptor of a ruleset is closed on exec, open for reading and writing, and good for nothing but rulesets: {user}',
  { doc, tags, control, scratch: false, variants: { user: users } },
  ({ main, user }) => {
    user.become(main);
    const ruleset = noReadingRuleset(main);
    for (const { use, answer } of operations) use(main, ruleset).expect(answer);
  },
);

scenario(
  'the descriptor of a ruleset is the lowest that is free, and names itself',
  { doc: 'fs/anon_inodes.c: anon_inode_getfd()', tags, control, proc: true },
  (t) => {
    noReadingRuleset(t.main);
    const ruleset = createRuleset(t.main, { handledFs: FS.READ_FILE }).expect(value(4));
    const name = 'anon_inode:[landlock-ruleset]';
    const target = t.buffer(64, '', 'target');
    t.main.syscall('readlink', '/proc/self/fd/4', target, 64).expect(value(name.length)).outputs(name, target);
    const stat = t.buffer(144, '', 'stat');
    t.main.syscall('fstat', ruleset, stat).expect(OK).outputs(modeBytes(0o600), t.within(stat, 24));
  },
);

/** The inode is root's and only root's (fs/libfs.c: alloc_anon_inode()), which is seen before that it cannot be opened. */
const reopeners = users.map((user) => ({ ...user, refusal: user.label === 'root' ? ENXIO : EACCES }));

scenario(
  'a ruleset cannot be opened again by its name in /proc, except with O_PATH: {user}',
  {
    doc: 'fs/inode.c: no_open(); fs/namei.c: may_open(); fs/open.c: do_dentry_open()',
    tags,
    control,
    proc: true,
    variants: { user: reopeners },
  },
  ({ main, user }) => {
    user.become(main);
    main.dup3(noReadingRuleset(main), 100);
    for (const flags of [O_RDONLY, O_WRONLY, O_RDWR])
      main.open('/proc/self/fd/100', flags).expect(byAbi(() => user.refusal));
    const path = main.open('/proc/self/fd/100', O_PATH | O_CLOEXEC).expect(OK);
    addPathRule(main, path, main.open('/', O_PATH), FS.READ_FILE).expect(EBADF);
    main.noNewPrivs();
    restrictSelf(main, path).expect(EBADF);
  },
);

scenario(
  'a ruleset that takes one descriptor too many is refused, after everything that is wrong with it: {user}',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset(), anon_inode_getfd() (comes last)',
    tags,
    control,
    scratch: false,
    variants: { user: users },
  },
  ({ main, user, facts }) => {
    user.become(main);
    noReadingRuleset(main);
    main.syscall('prlimit64', 0, RLIMIT_NOFILE, array(u64, [0, 1024]), null);
    createRuleset(main, { handledFs: FS.READ_FILE }).expect(EMFILE);
    createRuleset(main, { handledFs: 1n << 63n }).expect(EINVAL);
    createRuleset(main, {}).expect(ENOMSG);
    createRuleset(main, { handledFs: FS.READ_FILE }, 7).expect(EINVAL);
    queryLandlock(main, CREATE_RULESET_VERSION).expect(reported(facts));
  },
);

scenario(
  'the descriptor of a ruleset is gone after exec, unless it is told to stay',
  { doc, tags, control, scratch: false },
  ({ main }) => {
    const closed = noReadingRuleset(main);
    const kept = main.dup(closed);
    main.noNewPrivs();
    main.reexec();
    main.fcntl(closed, F_GETFD).expect(EBADF);
    restrictSelf(main, closed).expect(EBADF);
    restrictSelf(main, kept).expect(OK);
  },
);

scenario(
  'each ruleset has its own descriptor, and ends with the last one',
  { doc, tags, control, scratch: false },
  ({ main }) => {
    const first = noReadingRuleset(main);
    const second = noReadingRuleset(main);
    main.noNewPrivs();
    main.close(first);
    restrictSelf(main, first).expect(EBADF);
    restrictSelf(main, second).expect(OK);
  },
);
