import {
  type Actor,
  AF_INET,
  AF_UNIX,
  abi,
  abstractAddress,
  EACCES,
  EPERM,
  type Expectation,
  inet4,
  matching,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  OK,
  PTRACE_ATTACH,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
  some,
} from '../../../runner/index.ts';
import { landlock, type SandboxRule, type SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';

const doc = 'include/uapi/linux/landlock.h: LANDLOCK_ADD_RULE_QUIET; security/landlock/log.c: is_denial_quieted()';
const programs = ['strict', 'best-effort'] as const;
const denied = since(abi(1), EACCES).otherwise(OK);
const both: readonly FsRight[] = ['WRITE_FILE', 'READ_FILE'];
const quiet = (path: string, ...access: FsRight[]): SandboxRule => ({ path, access, quiet: true });

interface FileCase {
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

const fileCases: readonly FileCase[] = [
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

scenario(
  'a denial is not recorded where a quiet rule covers all that the denying domain misses, {case}',
  { ...audited, doc, variants: { case: fileCases }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const client = t.main.process('client');
    for (const layer of t.case.layers) landlock(client, layer);
    client.open('d/file', t.case.flags).expect(denied);
    const blockers = t.facts.abi >= 10 ? t.case.loud : t.case.always;
    if (blockers !== undefined) log.denied({ by: 'client', blockers, object });
    log.ends();
  },
);

interface OtherCase {
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

const otherCases: readonly OtherCase[] = [
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

scenario(
  'a denial of another kind is not recorded where it is quiet, {case}',
  { ...audited, doc, variants: { case: otherCases }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const server = t.main.socket(AF_UNIX, SOCK_STREAM);
    t.main.bind(server, abstractAddress('kconform'));
    t.main.listen(server);
    const victim = t.main.process('victim');
    const client = t.main.process('client');
    landlock(client, t.case.quiet);
    t.case.act(client, victim).expect(t.case.answer);
    if (t.case.never || t.facts.abi < 10)
      log.denied({ by: 'client', blockers: t.case.blockers, object: matching` ${some(/[op].+/)}` });
    log.ends();
  },
);

const ports = [
  { label: 'the quiet port', port: 4000, loud: false },
  { label: 'another port', port: 4001, loud: true },
];

scenario(
  'a denied port is not recorded where a quiet rule has it, {port}',
  { ...audited, doc, namespaces: ['net'], variants: { port: ports }, programs },
  (t) => {
    const { port, loud } = t.port;
    const log = new Log(t, { fromNet: true });
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_TCP'], quietNet: ['BIND_TCP'], rules: [{ port: 4000, access: [], quiet: true }] });
    client
      .bind(client.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', port))
      .expect(since(abi(4), EACCES).otherwise(OK));
    if (loud || t.facts.abi < 10)
      log.denied({ by: 'client', blockers: 'net.bind_tcp', object: ` saddr=127.0.0.1 src=${port}` });
    log.ends();
  },
);
