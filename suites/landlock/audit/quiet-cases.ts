import {
  type Actor,
  AF_UNIX,
  abi,
  abstractAddress,
  EACCES,
  EPERM,
  type Expectation,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  OK,
  PTRACE_ATTACH,
  SOCK_STREAM,
  type Step,
  since,
} from '../../../runner/index.ts';
import type { SandboxRule, SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

const both: readonly FsRight[] = ['WRITE_FILE', 'READ_FILE'];
const quiet = (path: string, ...access: FsRight[]): SandboxRule => ({ path, access, quiet: true });

/** Layers, a request for `d/file`, and what is recorded of it. */
export interface FileCase {
  readonly label: string;
  readonly layers: readonly SandboxSpec[];
  readonly flags: number;
  /** What is recorded where the kernel knows quiet rules; nothing when left out. */
  readonly loud?: string;
  /** What is recorded where it does not. */
  readonly always: string;
}

const allQuiet = (...rules: SandboxRule[]): SandboxSpec => ({ fs: both, quietFs: both, rules });
const names = { write: 'fs.write_file', read: 'fs.read_file', both: 'fs.write_file,fs.read_file' };

/** Rules and rights of the file system. */
export const fileCases: readonly FileCase[] = [
  { label: 'a quiet file', layers: [allQuiet(quiet('d/file'))], flags: O_RDWR, always: names.both },
  { label: 'below a quiet directory', layers: [allQuiet(quiet('d'))], flags: O_RDWR, always: names.both },
  { label: 'below the parent of one', layers: [allQuiet(quiet('.'))], flags: O_RDWR, always: names.both },
  {
    label: 'elsewhere',
    layers: [allQuiet(quiet('d/empty'))],
    flags: O_RDWR,
    loud: names.both,
    always: names.both,
  },
  {
    label: 'one of two missing rights quiet',
    layers: [{ fs: both, quietFs: ['WRITE_FILE'], rules: [quiet('d')] }],
    flags: O_RDWR,
    loud: names.both,
    always: names.both,
  },
  {
    label: 'the one missing right quiet',
    layers: [{ fs: both, quietFs: ['WRITE_FILE'], rules: [quiet('d')] }],
    flags: O_WRONLY,
    always: names.write,
  },
  {
    label: 'the other missing right quiet',
    layers: [{ fs: both, quietFs: ['WRITE_FILE'], rules: [quiet('d')] }],
    flags: O_RDONLY,
    loud: names.read,
    always: names.read,
  },
  {
    label: 'one of two requested rights missing and quiet',
    layers: [{ fs: both, quietFs: ['WRITE_FILE'], rules: [quiet('d', 'READ_FILE')] }],
    flags: O_RDWR,
    always: names.write,
  },
  {
    label: 'quiet rights without a quiet rule',
    layers: [{ fs: both, quietFs: both }],
    flags: O_RDWR,
    loud: names.both,
    always: names.both,
  },
  {
    label: 'a rule without the flag added later',
    layers: [allQuiet(quiet('d'), { path: 'd', access: ['READ_FILE'] })],
    flags: O_WRONLY,
    always: names.write,
  },
  {
    label: 'a rule without the flag added before',
    layers: [allQuiet({ path: 'd', access: ['READ_FILE'] }, quiet('d'))],
    flags: O_WRONLY,
    always: names.write,
  },
  {
    label: 'a quiet domain below a loud one that denies too',
    layers: [{ fs: both }, allQuiet(quiet('d'))],
    flags: O_RDWR,
    always: names.both,
  },
  {
    label: 'a loud domain below a quiet one that denies too',
    layers: [allQuiet(quiet('d')), { fs: both }],
    flags: O_RDWR,
    loud: names.both,
    always: names.both,
  },
  {
    label: 'a quiet domain that grants what a loud one denies',
    layers: [{ fs: both }, allQuiet(quiet('d', ...both))],
    flags: O_RDWR,
    loud: names.both,
    always: names.both,
  },
];

/** A request of another kind, and whether it is recorded. */
export interface OtherCase {
  readonly label: string;
  readonly blockers: string;
  readonly quiet: SandboxSpec;
  readonly never?: boolean;
  readonly answer: Expectation;
  readonly since?: number;
  act(client: Actor, victim: Actor): Step;
}

const everything: SandboxSpec = {
  fs: ['MAKE_BLOCK'],
  quietFs: ['MAKE_BLOCK'],
  rules: [{ path: '.', access: [], quiet: true }],
};
const scoped = since(abi(6), EPERM).otherwise(OK);

/** Scopes, ptrace, topology and what descriptors keep. */
export const otherCases: readonly OtherCase[] = [
  {
    label: 'a quiet scope of signals',
    blockers: 'scope.signal',
    quiet: { scoped: ['SIGNAL'], quietScoped: ['SIGNAL'] },
    answer: scoped,
    act: (client) => client.kill(client.context.main, 0),
  },
  {
    label: 'a quiet scope of abstract sockets',
    blockers: 'scope.abstract_unix_socket',
    quiet: { scoped: ['ABSTRACT_UNIX_SOCKET'], quietScoped: ['ABSTRACT_UNIX_SOCKET'] },
    answer: scoped,
    act: (client) => client.connect(client.socket(AF_UNIX, SOCK_STREAM), abstractAddress('kconform')),
  },
  {
    label: 'a loud scope beside a quiet one',
    blockers: 'scope.signal',
    quiet: { scoped: ['SIGNAL', 'ABSTRACT_UNIX_SOCKET'], quietScoped: ['ABSTRACT_UNIX_SOCKET'] },
    never: true,
    answer: scoped,
    act: (client) => client.kill(client.context.main, 0),
  },
  {
    label: 'ptrace is never quiet',
    blockers: 'ptrace',
    quiet: everything,
    never: true,
    answer: since(abi(1), EPERM).otherwise(OK),
    act: (client, victim) => client.ptrace(PTRACE_ATTACH, victim),
  },
  {
    label: 'topology is never quiet',
    blockers: 'fs.change_topology',
    quiet: everything,
    never: true,
    answer: since(abi(1), EPERM).otherwise(OK),
    act: (client) => client.mount('none', 'd', 'tmpfs'),
  },
  {
    label: 'truncation by descriptor of a quiet file',
    blockers: 'fs.truncate',
    quiet: { fs: ['TRUNCATE'], quietFs: ['TRUNCATE'], rules: [{ path: 'd', access: [], quiet: true }] },
    answer: since(abi(3), EACCES).otherwise(OK),
    act: (client) => client.ftruncate(client.open('d/file', O_RDWR), 0),
  },
  {
    label: 'truncation by descriptor of another file',
    blockers: 'fs.truncate',
    quiet: { fs: ['TRUNCATE'], quietFs: ['TRUNCATE'], rules: [{ path: 'd/empty', access: [], quiet: true }] },
    never: true,
    answer: since(abi(3), EACCES).otherwise(OK),
    act: (client) => client.ftruncate(client.open('d/file', O_RDWR), 0),
  },
];
