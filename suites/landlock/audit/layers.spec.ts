import {
  type Actor,
  AF_UNIX,
  abi,
  abstractAddress,
  EACCES,
  EPERM,
  type Expectation,
  matching,
  O_RDWR,
  OK,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
  some,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { audited, Log } from './log.ts';
import { prepare } from './rights.ts';

const programs = ['strict', 'best-effort'] as const;
const all = ['WRITE_FILE', 'READ_FILE'] as const;
const grant = (...access: ('WRITE_FILE' | 'READ_FILE')[]): SandboxSpec => ({
  fs: all,
  rules: [{ path: 'd', access }],
});

interface Stack {
  readonly label: string;
  /** Layers from the oldest to the youngest. */
  readonly layers: readonly SandboxSpec[];
  /** Index of the layer that the record names. */
  readonly named: number;
  readonly blockers: string;
}

const stacks: readonly Stack[] = [
  { label: 'both deny', layers: [grant(), grant()], named: 1, blockers: 'fs.write_file,fs.read_file' },
  { label: 'the older denies', layers: [grant(), grant(...all)], named: 0, blockers: 'fs.write_file,fs.read_file' },
  { label: 'the younger denies', layers: [grant(...all), grant()], named: 1, blockers: 'fs.write_file,fs.read_file' },
  {
    label: 'each denies another right',
    layers: [grant('WRITE_FILE'), grant('READ_FILE')],
    named: 1,
    blockers: 'fs.write_file',
  },
  {
    label: 'the older denies more',
    layers: [grant(), grant('READ_FILE')],
    named: 1,
    blockers: 'fs.write_file',
  },
  {
    label: 'the youngest handles something else',
    layers: [grant(), { fs: ['MAKE_BLOCK'] }],
    named: 0,
    blockers: 'fs.write_file,fs.read_file',
  },
  {
    label: 'the middle one of three denies',
    layers: [grant(...all), grant('WRITE_FILE'), grant(...all)],
    named: 1,
    blockers: 'fs.read_file',
  },
];

scenario(
  'a record names the youngest domain that denies, and only what that one misses, {stack}',
  { ...audited, doc: 'security/landlock/log.c: get_denied_layer()', variants: { stack: stacks }, programs },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const object = log.file('d/file');
    const single = log.file('d');
    const client = t.main.process('client');
    const denied = since(abi(1), EACCES).otherwise(OK);
    // A child of each layer is denied a directory, which tells that layer's domain before the request that matters.
    t.stack.layers.forEach((layer, index) => {
      landlock(client, { ...layer, fs: [...(layer.fs ?? []), 'MAKE_FIFO'] });
      client.mknod(`d/new${index}`, 0o010600).expect(denied);
      log.denied({ by: `layer${index}`, blockers: 'fs.make_fifo', object: single });
    });
    client.open('d/file', O_RDWR).expect(denied);
    log.denied({ by: `layer${t.stack.named}`, blockers: t.stack.blockers, object }).ends();
  },
);

interface Reach {
  readonly label: string;
  readonly spec: SandboxSpec;
  readonly blockers: string;
  readonly answer: Expectation;
  act(client: Actor, socket: Step): Step;
}

const reaches: readonly Reach[] = [
  {
    label: 'scope.signal',
    spec: { scoped: ['SIGNAL'] },
    blockers: 'scope.signal',
    answer: since(abi(6), EPERM).otherwise(OK),
    act: (client) => client.kill(client.context.main, 0),
  },
  {
    label: 'scope.abstract_unix_socket',
    spec: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
    blockers: 'scope.abstract_unix_socket',
    answer: since(abi(6), EPERM).otherwise(OK),
    act: (client, socket) => client.connect(socket, abstractAddress('kconform')),
  },
  {
    label: 'fs.change_topology',
    spec: { fs: ['MAKE_BLOCK'] },
    blockers: 'fs.change_topology',
    answer: since(abi(1), EPERM).otherwise(OK),
    act: (client) => client.mount('none', 'd', 'tmpfs'),
  },
];

scenario(
  'a layer that does not take part is not named, {reach}',
  {
    ...audited,
    doc: 'security/landlock/cred.h: landlock_get_applicable_subject()',
    variants: { reach: reaches },
    programs,
  },
  (t) => {
    prepare(t);
    const log = new Log(t);
    const directory = log.file('d');
    const server = t.main.socket(AF_UNIX, SOCK_STREAM);
    t.main.bind(server, abstractAddress('kconform'));
    t.main.listen(server);
    const client = t.main.process('client');
    landlock(client, t.reach.spec);
    t.reach.act(client, client.socket(AF_UNIX, SOCK_STREAM)).expect(t.reach.answer);
    if (t.arm === 'control' && t.reach.blockers.startsWith('fs')) client.umount2('d');
    const fields = t.reach.blockers.startsWith('fs') ? directory : matching` ${some(/[op].+/)}`;
    log.denied({ by: 'older', blockers: t.reach.blockers, object: fields });
    landlock(client, t.reach.blockers.startsWith('fs') ? { scoped: ['SIGNAL'] } : { fs: ['MAKE_BLOCK'] });
    t.reach.act(client, client.socket(AF_UNIX, SOCK_STREAM)).expect(t.reach.answer);
    log.denied({ by: 'older', blockers: t.reach.blockers, object: fields }).ends();
  },
);
