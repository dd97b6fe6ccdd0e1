import { KNOWN } from '../known.ts';
import { FS, type FsRight } from '../uapi.ts';
import { before, denied, type Entry, feature, hex, UAPI, USER_DOC } from './entry.ts';

/** Where rights of the filesystem are asked for one at a time. */
const FILES = [
  'landlock/fs/**',
  'landlock/unprivileged/rights/**',
  'landlock/paths/**',
  'landlock/fd/directories/**',
  'landlock/fd/reopening/**',
];

/** Rights of descriptors are asked of whoever uses them, for what their opener's domain said. */
const DESCRIPTORS = [...FILES, 'landlock/fd/**'];

const right = (name: FsRight, abi: number, entry: Entry & { scenarios?: readonly string[] }) => {
  const { scenarios = FILES, ...rest } = entry;
  return feature(`LANDLOCK_ACCESS_FS_${name}`, 'access_fs', abi, before(abi, 'EINVAL'), {
    topic: 'rights',
    value: hex(FS[name]),
    field: 'handled_access_fs',
    ...rest,
    doc: [`${UAPI}: LANDLOCK_ACCESS_FS_${name}`, ...rest.doc],
    evidence: {
      uses: `^landlock_create_ruleset\\(\\{fs=${name}\\}`,
      denied: [{ scenarios }],
      ...rest.evidence,
    },
  });
};

const OLDEST = 'Nothing where there is Landlock at all: every ABI has it.';
const HOOKS = 'security/landlock/fs.c';

const make = (name: FsRight, what: string, call: string, more: Partial<Entry> = {}) =>
  right(name, 1, {
    what: `Make ${what} in a directory, also by renaming or linking one into it.`,
    operations: denied('EACCES', call, 'link(2) and rename(2) of one into the directory'),
    bestEffort: OLDEST,
    doc: [`${HOOKS}: get_mode_access()`],
    ...more,
  });

/** Rights of `handled_access_fs`. */
export const fsFeatures = [
  right('EXECUTE', 1, {
    what: 'Execute a file.',
    operations: denied(
      'EACCES',
      'execve(2) and execveat(2) of the file, of the interpreter of a script, of the ELF loader',
      'execveat(2) with AT_EXECVE_CHECK (6.14 and later)',
    ),
    bestEffort: OLDEST,
    notes: [
      'The kernel opens the file for reading: a domain that handles READ_FILE, too, has to grant both.',
      'mmap(2) with PROT_EXEC needs READ_FILE alone, so a loader that may be executed runs programs that may only be read.',
      'A memfd is executed without any right.',
    ],
    doc: [`${HOOKS}: get_required_file_open_access()`],
  }),
  right('WRITE_FILE', 1, {
    what: 'Open a file for writing.',
    operations: denied(
      'EACCES',
      'open(2) with O_WRONLY, O_RDWR or O_APPEND, also of devices, FIFOs and socket files',
      'creat(2)',
    ),
    bestEffort: OLDEST,
    notes: [
      'Truncating is another right: TRUNCATE.',
      'Descriptors that were opened before, or received, stay writable.',
      'Where MAKE_REG is granted and WRITE_FILE is not, open(2) with O_CREAT is EACCES and the empty file stays.',
    ],
    doc: [`${HOOKS}: hook_file_open()`],
  }),
  right('READ_FILE', 1, {
    what: 'Open a file for reading.',
    operations: denied(
      'EACCES',
      'open(2) with O_RDONLY or O_RDWR, also of devices, FIFOs and socket files',
      'execve(2), which reads the file',
    ),
    bestEffort: OLDEST,
    notes: ['Descriptors that were opened before, or received, stay readable.', 'O_PATH needs no right.'],
    doc: [`${HOOKS}: hook_file_open()`],
  }),
  right('READ_DIR', 1, {
    what: 'Open a directory to list it.',
    operations: denied('EACCES', 'open(2) of a directory'),
    bestEffort: OLDEST,
    notes: ['Names can be looked up, and files below be opened, without it.'],
    doc: [`${HOOKS}: hook_file_open()`],
  }),
  right('REMOVE_DIR', 1, {
    what: 'Remove an empty directory, or rename one.',
    operations: denied('EACCES', 'rmdir(2)', 'rename(2) of a directory, and over one'),
    bestEffort: OLDEST,
    notes: ['Asked of the directory that holds the name.', 'EACCES comes before ENOTEMPTY.'],
    doc: [`${HOOKS}: hook_path_rmdir()`],
  }),
  right('REMOVE_FILE', 1, {
    what: 'Remove a file of any kind, or rename one.',
    operations: denied('EACCES', 'unlink(2)', 'rename(2) of a file, and over one'),
    bestEffort: OLDEST,
    notes: ['Asked of the directory that holds the name.'],
    doc: [`${HOOKS}: hook_path_unlink()`],
  }),
  make('MAKE_CHAR', 'a character device', 'mknod(2) with S_IFCHR', {
    errata: [4],
    known: [KNOWN.whiteouts],
    notes: ['A whiteout (character device 0:0) needs MAKE_REG instead, with erratum 4 fixed.'],
  }),
  make('MAKE_DIR', 'a directory', 'mkdir(2)', {
    what: 'Make a directory in a directory, also by renaming one into it.',
    operations: denied('EACCES', 'mkdir(2)', 'rename(2) of one into the directory'),
  }),
  make('MAKE_REG', 'a regular file', 'open(2) with O_CREAT, creat(2), mknod(2) with S_IFREG', {
    errata: [4],
    known: [KNOWN.whiteouts],
    notes: [
      'O_TMPFILE does not need it; linking such a file into a directory does.',
      'Whiteouts of OverlayFS count as regular files, with erratum 4 fixed.',
    ],
  }),
  make('MAKE_SOCK', 'a UNIX domain socket', 'mknod(2) with S_IFSOCK, bind(2) to a path', {
    notes: ['Connecting to the socket is another right: RESOLVE_UNIX.'],
  }),
  make('MAKE_FIFO', 'a FIFO', 'mknod(2) with S_IFIFO'),
  make('MAKE_BLOCK', 'a block device', 'mknod(2) with S_IFBLK'),
  make('MAKE_SYM', 'a symbolic link', 'symlink(2)', {
    notes: ['Following one needs no right; what it leads to does.'],
  }),
  right('REFER', 2, {
    what: 'Link or rename a file into another directory.',
    operations: denied(
      'EXDEV',
      'link(2) and rename(2) between directories, where one of them lacks the right or the file would gain rights',
    ),
    bestEffort:
      'Nothing is open on ABI 1: links and renames between directories are EXDEV for every domain that handles a filesystem right, so programs that need them fail there.',
    errata: [3],
    known: [KNOWN.implicitRefer, KNOWN.disconnected],
    notes: [
      'The only right that is denied without being handled: every layer denies it unless it handles and grants it.',
      'EACCES comes before EXDEV where MAKE_* or REMOVE_* are missing as well.',
      'A layer that handles only network rights or scopes denies it, too, once the domain has a filesystem layer.',
    ],
    doc: [`${USER_DOC}: File renaming and linking (ABI < 2)`, `${HOOKS}: current_check_refer_path()`],
  }),
  right('TRUNCATE', 3, {
    what: 'Truncate a file.',
    topic: 'descriptors',
    operations: denied(
      'EACCES',
      'truncate(2)',
      'ftruncate(2) of a descriptor that was opened without the right',
      'open(2) with O_TRUNC, creat(2) of a file that exists',
    ),
    bestEffort:
      'Every file that can be named, or is open for writing, can be truncated: O_RDONLY|O_TRUNC needs READ_FILE alone, truncate(2) nothing.',
    notes: [
      'The right belongs to the open file description: who opened it counts, whoever uses it, also outside of the sandbox.',
      'A file that O_CREAT or O_TMPFILE makes lacks the right like any other.',
      'fallocate(2) with FALLOC_FL_COLLAPSE_RANGE shortens files without it.',
    ],
    doc: [`${USER_DOC}: Truncating files, File truncation (ABI < 3)`, `${HOOKS}: hook_file_truncate()`],
    scenarios: DESCRIPTORS,
    evidence: { kept: ['landlock/fd/truncate/**', 'landlock/fd/created/**'] },
  }),
  right('IOCTL_DEV', 5, {
    what: 'Use ioctl(2) on a character or block device.',
    topic: 'descriptors',
    operations: denied(
      'EACCES',
      'ioctl(2) with requests of the driver, on a descriptor that was opened without the right',
    ),
    bestEffort: 'Every request of every device that can be opened, TIOCSTI of a terminal included.',
    known: [KNOWN.uringCommand],
    notes: [
      'The right belongs to the open file description: terminals that were opened before the domain stay usable.',
      'Requests of descriptors and filesystems (FIOCLEX, FIONBIO, FIGETBSZ, FICLONE, …) are never denied.',
      'EACCES comes whatever the driver would have said.',
    ],
    doc: [`${USER_DOC}: Device IOCTL (ABI < 5), IOCTL support`, `${HOOKS}: is_masked_device_ioctl()`],
    scenarios: DESCRIPTORS,
    evidence: { kept: ['landlock/fd/ioctl/**', 'landlock/fd/terminals/**'] },
  }),
  right('RESOLVE_UNIX', 9, {
    what: 'Connect or send to a UNIX domain socket at a path whose server lies outside of the domain.',
    topic: 'sockets',
    operations: denied('EACCES', 'connect(2) to a path', 'sendto(2) and sendmsg(2) with a path'),
    bestEffort:
      'Every socket at a path that permissions allow: D-Bus, systemd, X11, tmux, ssh-agent, container daemons. No other right restricts them.',
    notes: [
      'Servers in the same or a nested domain are reached without any rule; the domain that counts is that of the socket’s creator at its creation.',
      'Abstract sockets are another matter: LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET, with EPERM.',
      'sendto(2) to the peer of a connected datagram socket is denied as well, unlike with abstract names.',
      'Errors of the path and of the socket’s type (ENOENT, ECONNREFUSED, EPROTOTYPE) come before EACCES.',
    ],
    doc: [`${USER_DOC}: Pathname UNIX sockets (ABI < 9)`, `${HOOKS}: hook_unix_find()`],
    scenarios: ['landlock/unix/**', 'landlock/unprivileged/reach/**'],
    evidence: { kept: ['landlock/unix/relations/**', 'landlock/unix/rules/**', 'landlock/unix/layers/**'] },
  }),
];
