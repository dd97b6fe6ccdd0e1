import {
  type Actor,
  AF_INET,
  EADDRINUSE,
  EADDRNOTAVAIL,
  ECONNREFUSED,
  EINVAL,
  EISCONN,
  EMSGSIZE,
  EOPNOTSUPP,
  inet4,
  MSG_OOB,
  type Outcome,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  type Value,
} from '../../../runner/index.ts';
import type { Protocol } from './policies.ts';

const peer = inet4('127.0.0.1', 4000);
const nobody = inet4('127.0.0.1', 4001);
/** An address of the network for documentation (RFC 5737), which no interface has. */
const foreign = inet4('192.0.2.1', 4001);

/** An error that the network stack finds with a port that is allowed. */
export interface LateError {
  readonly label: string;
  readonly protocol: Protocol;
  readonly error: Outcome;
  /** Makes the socket that the attempt fails with. */
  readonly prepare: (client: Actor) => Value;
  readonly attempt: (client: Actor, socket: Value) => Step;
}
const fresh = (type: number) => (client: Actor) => client.socket(AF_INET, type);

// What the network stack finds, it finds after Landlock has denied: net/ipv4/af_inet.c, net/ipv4/tcp.c, net/ipv4/udp.c.
export const lateErrors: readonly LateError[] = [
  {
    label: 'TCP bind() to a port in use',
    protocol: 'TCP',
    error: EADDRINUSE,
    prepare: fresh(SOCK_STREAM),
    attempt: (client, socket) => client.bind(socket, peer),
  },
  {
    label: 'TCP bind() to an address of somebody else',
    protocol: 'TCP',
    error: EADDRNOTAVAIL,
    prepare: fresh(SOCK_STREAM),
    attempt: (client, socket) => client.bind(socket, foreign),
  },
  {
    label: 'TCP bind() of a bound socket',
    protocol: 'TCP',
    error: EINVAL,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      client.bind(socket, inet4('127.0.0.1', 0));
      return socket;
    },
    attempt: (client, socket) => client.bind(socket, nobody),
  },
  {
    label: 'TCP connect() to a port that nobody has',
    protocol: 'TCP',
    error: ECONNREFUSED,
    prepare: fresh(SOCK_STREAM),
    attempt: (client, socket) => client.connect(socket, nobody),
  },
  {
    label: 'TCP connect() of a connected socket',
    protocol: 'TCP',
    error: EISCONN,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      client.connect(socket, peer);
      return socket;
    },
    attempt: (client, socket) => client.connect(socket, peer),
  },
  {
    label: 'TCP connect() of a listener',
    protocol: 'TCP',
    error: EISCONN,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      client.listen(socket);
      return socket;
    },
    attempt: (client, socket) => client.connect(socket, peer),
  },
  {
    label: 'UDP bind() to a port in use',
    protocol: 'UDP',
    error: EADDRINUSE,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.bind(socket, inet4('127.0.0.1', 4000)),
  },
  {
    label: 'UDP bind() of a bound socket',
    protocol: 'UDP',
    error: EINVAL,
    prepare: (client) => {
      const socket = client.socket(AF_INET, SOCK_DGRAM);
      client.bind(socket, inet4('127.0.0.1', 0));
      return socket;
    },
    attempt: (client, socket) => client.bind(socket, nobody),
  },
  {
    label: 'UDP sendto() with MSG_OOB',
    protocol: 'UDP',
    error: EOPNOTSUPP,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.sendto(socket, 'x', peer, MSG_OOB),
  },
  {
    label: 'UDP sendto() of more than a datagram holds',
    protocol: 'UDP',
    error: EMSGSIZE,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.sendto(socket, new Uint8Array(65_536), peer),
  },
  {
    label: 'UDP sendto() to port 0',
    protocol: 'UDP',
    error: EINVAL,
    prepare: fresh(SOCK_DGRAM),
    attempt: (client, socket) => client.sendto(socket, 'x', inet4('127.0.0.1', 0)),
  },
];
