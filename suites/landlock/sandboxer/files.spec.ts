import {
  type Actor,
  AF_UNIX,
  abi,
  EACCES,
  ENOTTY,
  O_DIRECTORY,
  O_RDONLY,
  O_WRONLY,
  OK,
  pathAddress,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFREG,
  S_IFSOCK,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
  TCGETS,
} from '../../../runner/index.ts';
import { writeProgram } from '../fs/operations/executing.ts';
import type { Policy } from './policy.ts';
import { SAMPLE } from './programs.ts';
import { alike, restrict, ways } from './ways.ts';

const NULL_DEVICE = (1 << 8) | 3;

/** What is done to a directory with files, or to one of the files. */
interface Operation {
  readonly label: string;
  /** Whether what may only be read allows it. */
  readonly reads?: boolean;
  /** The ABI that brought its right. */
  readonly since: number;
  readonly act: (actor: Actor, directory: string) => Step;
}

const make = (label: string, mode: number, device = 0): Operation => ({
  label: `make ${label}`,
  since: 1,
  act: (actor, directory) => actor.mknod(`${directory}new`, mode | 0o600, device),
});

const operations: readonly Operation[] = [
  { label: 'read a file', reads: true, since: 1, act: (a, d) => a.open(`${d}file`, O_RDONLY) },
  { label: 'list a directory', reads: true, since: 1, act: (a, d) => a.open(d, O_RDONLY | O_DIRECTORY) },
  { label: 'execute a program', reads: true, since: 1, act: (a, d) => a.program([`${d}program`]) },
  { label: 'write to a file', since: 1, act: (a, d) => a.open(`${d}file`, O_WRONLY) },
  { label: 'truncate a file', since: 3, act: (a, d) => a.truncate(`${d}file`, 0) },
  make('a file', S_IFREG),
  make('a FIFO', S_IFIFO),
  make('a socket', S_IFSOCK),
  make('a character device', S_IFCHR, NULL_DEVICE),
  make('a block device', S_IFBLK, NULL_DEVICE),
  { label: 'make a directory', since: 1, act: (a, d) => a.mkdir(`${d}new`) },
  { label: 'make a symbolic link', since: 1, act: (a, d) => a.symlink('file', `${d}new`) },
  { label: 'remove a file', since: 1, act: (a, d) => a.unlink(`${d}file`) },
  { label: 'remove a directory', since: 1, act: (a, d) => a.rmdir(`${d}empty`) },
  { label: 'rename a file', since: 1, act: (a, d) => a.rename(`${d}file`, `${d}new`) },
  {
    label: 'connect to a socket',
    since: 9,
    act: (a, d) => a.connect(a.socket(AF_UNIX, SOCK_STREAM), pathAddress(`${d}socket`)),
  },
];

const places = [
  { label: 'where reading is allowed', path: 'ro/', readable: true, writable: false },
  { label: 'where writing is allowed', path: 'rw/', readable: true, writable: true },
  { label: 'where nothing is allowed', path: 'none/', readable: false, writable: false },
];

const directories: Policy = { readOnly: ['ro/'], readWrite: ['rw/'] };

function furnish(main: Actor, path: string): void {
  main.mkdir(path);
  main.mkdir(`${path}empty`);
  main.writeFile(`${path}file`, 'content');
  writeProgram(main, `${path}program`);
  const socket = main.socket(AF_UNIX, SOCK_STREAM);
  main.bind(socket, pathAddress(`${path}socket`));
  main.listen(socket);
}

// Rules for files alone: the rights on directories are not asked for.
const files: readonly Operation[] = [
  { label: 'read', reads: true, since: 1, act: (a, file) => a.open(file, O_RDONLY) },
  { label: 'execute', reads: true, since: 1, act: (a, file) => a.program([`./${file}`]) },
  { label: 'write to', since: 1, act: (a, file) => a.open(file, O_WRONLY) },
  { label: 'truncate', since: 3, act: (a, file) => a.truncate(file, 0) },
  { label: 'remove', since: 1, act: (a, file) => a.unlink(file) },
];
const filePlaces = [
  { label: 'that may be read', path: 'ro-file', readable: true, writable: false },
  { label: 'that may be written', path: 'rw-file', readable: true, writable: true },
  { label: 'that is in no list', path: 'other', readable: false, writable: false },
];

const devices = [
  { label: 'that may be read', policy: { readOnly: ['/dev/null'], readWrite: [] }, allowed: false },
  { label: 'that may be written', policy: { readOnly: [], readWrite: ['/dev/null'] }, allowed: true },
  { label: 'below what may be written', policy: { readOnly: [], readWrite: ['/dev/'] }, allowed: true },
];

const doc = `${SAMPLE}, populate_ruleset_fs()`;

for (const way of ways) {
  const options = { ...alike, doc, needs: way.needs };

  scenario(
    `{operation} {place}, in a sandbox of ${way.label}`,
    { ...options, variants: { operation: operations, place: places } },
    (t) => {
      for (const { path } of places) furnish(t.main, path);
      const actor = t.main.process('sandboxed');
      restrict(t, actor, way, directories);
      const allowed = t.operation.reads ? t.place.readable : t.place.writable;
      t.operation.act(actor, t.place.path).expect(allowed ? OK : since(abi(t.operation.since), EACCES).otherwise(OK));
    },
  );

  scenario(
    `{operation} a file {place}, in a sandbox of ${way.label}`,
    {
      ...options,
      variants: { operation: files, place: filePlaces },
    },
    (t) => {
      for (const { path } of filePlaces) writeProgram(t.main, path);
      const actor = t.main.process('sandboxed');
      restrict(t, actor, way, { readOnly: ['ro-file'], readWrite: ['rw-file'] });
      // A file is removed from its directory, which is in no list.
      const allowed = t.operation.label !== 'remove' && (t.operation.reads ? t.place.readable : t.place.writable);
      t.operation.act(actor, t.place.path).expect(allowed ? OK : since(abi(t.operation.since), EACCES).otherwise(OK));
    },
  );

  scenario(
    `ioctl() of a device {device}, in a sandbox of ${way.label}`,
    { ...options, variants: { device: devices } },
    (t) => {
      const actor = t.main.process('sandboxed');
      restrict(t, actor, way, t.device.policy);
      const fd = actor.open('/dev/null', t.device.allowed ? O_WRONLY : O_RDONLY);
      // The null device knows no TCGETS (fs/ioctl.c, vfs_ioctl()).
      actor
        .ioctl(fd, TCGETS, t.buffer(64))
        .expect(t.device.allowed ? ENOTTY : since(abi(5), EACCES).otherwise(ENOTTY))
        .control(ENOTTY);
    },
  );
}
