import {
  type Actor,
  abi,
  EACCES,
  O_CREAT,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  OK,
  type Step,
  scenario,
  since,
  type Value,
} from '../../../runner/index.ts';
import type { FsRight } from '../uapi.ts';
import { origins } from './origins.ts';

const tags = ['fd', 'directory'];
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);

const operations = [
  { label: 'reading a file', right: 'READ_FILE', act: (a: Actor, fd: Value): Step => a.openat(fd, 'file', O_RDONLY) },
  { label: 'writing a file', right: 'WRITE_FILE', act: (a: Actor, fd: Value): Step => a.openat(fd, 'file', O_WRONLY) },
  {
    label: 'creating a file',
    right: 'MAKE_REG',
    act: (a: Actor, fd: Value): Step => a.openat(fd, 'new', O_RDONLY | O_CREAT),
  },
  {
    label: 'making a directory',
    right: 'MAKE_DIR',
    act: (a: Actor, fd: Value): Step => a.syscall('mkdirat', fd, 'new', 0o755),
  },
  { label: 'removing a file', right: 'REMOVE_FILE', act: (a: Actor, fd: Value): Step => a.unlinkat(fd, 'file') },
  {
    label: 'opening the directory again',
    right: 'READ_DIR',
    act: (a: Actor, fd: Value): Step => a.openat(fd, '.', O_RDONLY | O_DIRECTORY),
  },
] as const;

scenario(
  'below a directory descriptor the user’s domain counts: {operation}, {origin}, {flags}, {rule}',
  {
    doc: 'security/landlock/fs.c: is_access_to_paths_allowed() (walks from the file, however it was named)',
    tags,
    variants: {
      operation: operations,
      origin: origins,
      flags: [
        { label: 'O_DIRECTORY', value: O_RDONLY | O_DIRECTORY },
        { label: 'O_PATH', value: O_PATH | O_DIRECTORY },
      ],
      rule: [
        { label: 'without a rule', granted: false },
        { label: 'with a rule', granted: true },
      ],
    },
    where: ({ flags, rule }) => !rule.granted || flags.value !== (O_PATH | O_DIRECTORY),
    programs,
  },
  (t) => {
    t.main.mkdir('tree');
    t.main.writeFile('tree/file', 'content');
    const right: FsRight = t.operation.right;
    const rules = t.rule.granted ? [{ path: 'tree', access: [right] }] : [];
    const { actor, fd } = t.origin.obtain(t, { fs: [right], rules }, (opener) => opener.open('tree', t.flags.value));
    t.operation.act(actor, fd).expect(t.rule.granted ? OK : denied);
  },
);

scenario(
  'a directory descriptor lists the directory that the domain may not open, {origin}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Rights associated with file descriptors',
    tags,
    variants: { origin: origins },
    programs,
  },
  (t) => {
    t.main.mkdir('tree');
    t.main.writeFile('tree/file', 'content');
    const flags = O_RDONLY | O_DIRECTORY;
    const { actor, fd } = t.origin.obtain(t, { fs: ['READ_DIR'] }, (opener) => opener.open('tree', flags));
    actor.open('tree', flags).expect(denied);
    actor.syscall('getdents64', fd, t.buffer(512), 512).expect(OK);
    // Entering it is no opening, and opens nothing below it.
    actor.syscall('fchdir', fd).expect(OK);
    actor.open('.', flags).expect(denied);
  },
);
