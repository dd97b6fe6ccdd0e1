import {
  type Actor,
  type Address,
  AF_INET,
  AF_INET6,
  AF_SMC,
  abi,
  type Condition,
  config,
  ECONNREFUSED,
  erratum,
  IPPROTO_MPTCP,
  IPPROTO_SCTP,
  inet4,
  inet6,
  limited,
  MSG_FASTOPEN,
  OK,
  SOCK_STREAM,
  type Step,
  scenario,
  type Value,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';
import { denied, unchecked } from './calls.ts';
import { inNetwork } from './families.ts';
import { answerOf } from './kernels.ts';
import type { NetCall } from './model.ts';

// Streams that are not TCP: free with the fix of erratum 1, taken for TCP without it (security/landlock/errata/abi-4.h).
const doc = 'Documentation/userspace-api/landlock.rst: Landlock errata; security/landlock/errata/abi-4.h: erratum_1';
const LAYER = { handled: ['BIND_TCP', 'CONNECT_TCP'] as const };
const at4 = (port: number) => inet4('127.0.0.1', port);
const at6 = (port: number) => inet6('::1', port);

interface Stream {
  readonly label: string;
  readonly family: number;
  readonly protocol: number;
  readonly at: (port: number) => Address;
  readonly needs: readonly (Condition | string)[];
  /** The gap that kernels with the fix have. */
  readonly known: string;
  /** The family and protocol of the server, where a client of TCP and such a client understand each other. */
  readonly server?: readonly [family: number, protocol: number];
}

const streams: readonly Stream[] = [
  {
    label: 'MPTCP over IPv4',
    family: AF_INET,
    protocol: IPPROTO_MPTCP,
    at: at4,
    needs: [config('MPTCP')],
    known: KNOWN.mptcp,
  },
  {
    label: 'MPTCP over IPv6',
    family: AF_INET6,
    protocol: IPPROTO_MPTCP,
    at: at6,
    needs: [config('MPTCP')],
    known: KNOWN.mptcp,
  },
  {
    label: 'SCTP over IPv4',
    family: AF_INET,
    protocol: IPPROTO_SCTP,
    at: at4,
    needs: ['module:sctp'],
    known: KNOWN.sctp,
  },
  {
    label: 'SCTP over IPv6',
    family: AF_INET6,
    protocol: IPPROTO_SCTP,
    at: at6,
    needs: ['module:sctp'],
    known: KNOWN.sctp,
  },
  // Without a device for SMC, net/smc/af_smc.c falls back to TCP, by a socket of its own that nobody asks Landlock about.
  {
    label: 'SMC over IPv4',
    family: AF_SMC,
    protocol: 0,
    at: at4,
    needs: ['module:smc'],
    known: KNOWN.smc,
    server: [AF_INET, 0],
  },
];

/** The size of what {@link at4} and {@link at6} give. */
const seen = (address: Address, port: number) =>
  ({ family: address.length === 16 ? AF_INET : AF_INET6, length: address.length, port, any: false }) as const;

function answer(stream: Stream, operation: NetCall['operation'], port: number) {
  const address = seen(stream.at(port), port);
  const call: NetCall = { transport: 'other stream', operation, socketFamily: stream.family, address };
  return when(erratum(1), limited(stream.known, OK)).otherwise(answerOf(call, [LAYER], OK));
}

for (const stream of streams) {
  const { label, family, protocol, at, needs } = stream;
  scenario(
    `bind() and connect() of ${label} need no right to TCP ports`,
    { ...inNetwork, doc, tags: ['net', 'erratum', 'limitation'], needs },
    (t) => {
      const [serverFamily, serverProtocol] = stream.server ?? [family, protocol];
      const server = t.main.socket(serverFamily, SOCK_STREAM, serverProtocol);
      t.main.bind(server, at(4000));
      t.main.listen(server);
      const client = t.main.process('client');
      landlock(client, { net: LAYER.handled });
      const own = client.socket(family, SOCK_STREAM, protocol);
      client.bind(own, at(4001)).expect(answer(stream, 'bind', 4001));
      client.connect(client.socket(family, SOCK_STREAM, protocol), at(4000)).expect(answer(stream, 'connect', 4000));
      client
        .connect(client.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', 4002))
        .expect(denied('TCP', ECONNREFUSED))
        .control(ECONNREFUSED);
    },
  );
}

const mptcp = streams.filter(({ protocol }) => protocol === IPPROTO_MPTCP);
scenario(
  'MSG_FASTOPEN of {stream} needs no right to TCP ports',
  {
    ...inNetwork,
    // MPTCP has it since 6.2, so every kernel that knows the right does.
    doc: 'security/landlock/net.c: hook_socket_sendmsg(); net/mptcp/protocol.c: mptcp_sendmsg_fastopen()',
    tags: ['net', 'fastopen', 'limitation'],
    variants: { stream: mptcp },
    needs: [abi(4), config('MPTCP')],
  },
  (t) => {
    const { family, protocol, at } = t.stream;
    const server = t.main.socket(family, SOCK_STREAM, protocol);
    t.main.bind(server, at(4000));
    t.main.listen(server);
    const client = t.main.process('client');
    landlock(client, { net: LAYER.handled });
    client
      .sendto(client.socket(family, SOCK_STREAM, protocol), 'x', at(4000), MSG_FASTOPEN)
      .expect(unchecked('TCP', KNOWN.mptcp));
    t.main.recv(t.main.accept(server)).expect(OK).outputs('x');
  },
);

/** Socket options of SCTP that bind and connect (include/uapi/linux/sctp.h). */
const SCTP = { LEVEL: 132, BINDX_ADD: 100, CONNECTX_OLD: 107 } as const;
const option = (actor: Actor, socket: Value, name: number, address: Address): Step =>
  actor.setsockopt(socket, SCTP.LEVEL, name, address.blob.bytes);

scenario(
  'an SCTP socket binds and connects by socket options without any right',
  {
    ...inNetwork,
    // Upstream issue 40.
    doc: 'security/landlock/net.c: landlock_hooks; net/sctp/socket.c: sctp_setsockopt_bindx(), __sctp_setsockopt_connectx()',
    tags: ['net', 'limitation'],
    needs: ['module:sctp'],
  },
  (t) => {
    const server = t.main.socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
    t.main.bind(server, at4(4000));
    t.main.listen(server);
    const client = t.main.process('client');
    landlock(client, { net: LAYER.handled });
    const socket = () => client.socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
    option(client, socket(), SCTP.BINDX_ADD, at4(4001)).expect(unchecked('TCP', KNOWN.sctp));
    option(client, socket(), SCTP.CONNECTX_OLD, at4(4000)).expect(unchecked('TCP', KNOWN.sctp));
  },
);
