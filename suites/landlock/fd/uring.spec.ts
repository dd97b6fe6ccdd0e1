import {
  type Actor,
  AF_INET,
  AF_UNIX,
  abi,
  abstractAddress,
  type Context,
  EACCES,
  EPERM,
  type Expectation,
  feature,
  inet4,
  message,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  OK,
  openHow,
  pathAddress,
  SOCK_DGRAM,
  SOCK_STREAM,
  scenario,
  since,
} from '../../../runner/index.ts';
import { type Entry, IORING_OP_CONNECT, IORING_OP_OPENAT2, IORING_OP_SENDMSG, openEntry, Ring } from '../io-uring.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';

const tags = ['fd', 'io_uring'];
const programs = ['strict', 'best-effort'] as const;
const needs = [feature('io-uring')];
const doc = 'io_uring/io_uring.c: io_init_req() (takes the credentials of who submits)';
const denied = since(abi(1), EACCES).otherwise(OK);

interface Operation {
  readonly label: string;
  readonly sandbox: SandboxSpec;
  readonly denied: Expectation;
  /** What the request needs outside, and the request of the client. */
  readonly entry: (t: Context, client: Actor) => Entry;
}
const open = (label: string, right: 'READ_FILE' | 'WRITE_FILE' | 'MAKE_REG', entry: () => Entry): Operation => ({
  label,
  sandbox: { fs: [right] },
  denied,
  entry,
});
const connect = (client: Actor, family: number, address: ReturnType<typeof inet4>): Entry => {
  const { blob, length } = address;
  return { opcode: IORING_OP_CONNECT, fd: client.socket(family, SOCK_STREAM), addr: blob, off: length };
};
const listen = (t: Context, family: number, address: ReturnType<typeof inet4>) => {
  const listener = t.main.socket(family, SOCK_STREAM);
  t.main.bind(listener, address);
  t.main.listen(listener);
};

const operations: readonly Operation[] = [
  open('openat for reading', 'READ_FILE', () => openEntry('file', O_RDONLY)),
  open('openat for writing', 'WRITE_FILE', () => openEntry('file', O_WRONLY)),
  open('openat that creates', 'MAKE_REG', () => openEntry('new', O_WRONLY | O_CREAT)),
  open('openat2', 'READ_FILE', () => {
    const how = openHow.encode({ flags: O_RDONLY });
    return { opcode: IORING_OP_OPENAT2, fd: -100, addr: 'file', off: how, len: openHow.size };
  }),
  {
    label: 'connect to a TCP port',
    sandbox: { net: ['CONNECT_TCP'] },
    denied: since(abi(4), EACCES).otherwise(OK),
    entry(t, client) {
      listen(t, AF_INET, inet4('127.0.0.1', 4000));
      return connect(client, AF_INET, inet4('127.0.0.1', 4000));
    },
  },
  {
    label: 'connect to an abstract UNIX socket',
    sandbox: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
    denied: since(abi(6), EPERM).otherwise(OK),
    entry(t, client) {
      listen(t, AF_UNIX, abstractAddress('kconform'));
      return connect(client, AF_UNIX, abstractAddress('kconform'));
    },
  },
  {
    label: 'sendmsg to an abstract datagram socket',
    sandbox: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
    denied: since(abi(6), EPERM).otherwise(OK),
    entry(t, client) {
      const to = abstractAddress('kconform');
      t.main.bind(t.main.socket(AF_UNIX, SOCK_DGRAM), to);
      const fd = client.socket(AF_UNIX, SOCK_DGRAM);
      // The answer is the number of bytes, one.
      return { opcode: IORING_OP_SENDMSG, fd, addr: message({ to, data: 'x' }, '{message}'), len: 1 };
    },
  },
  {
    label: 'connect to a pathname UNIX socket',
    sandbox: { fs: ['RESOLVE_UNIX'] },
    denied: since(abi(9), EACCES).otherwise(OK),
    entry(t, client) {
      listen(t, AF_UNIX, pathAddress('socket'));
      return connect(client, AF_UNIX, pathAddress('socket'));
    },
  },
];

scenario(
  'a request of a ring made {moment} is restricted like the system call: {operation}',
  {
    doc,
    tags,
    needs,
    variants: {
      moment: [
        { label: 'before the domain', early: true },
        { label: 'under the domain', early: false },
      ],
      operation: operations,
    },
    programs,
    namespaces: ['net'],
  },
  (t) => {
    t.main.writeFile('file', 'content');
    const client = t.main.process('client');
    const early = t.moment.early ? Ring.make(client) : undefined;
    landlock(client, t.operation.sandbox);
    const ring = early ?? Ring.make(client);
    ring.expects(client, t.operation.entry(t, client), t.operation.denied);
  },
);
