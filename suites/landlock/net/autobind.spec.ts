import {
  type Actor,
  EDESTADDRREQ,
  OK,
  SOCK_DGRAM,
  type Step,
  scenario,
  unspecAddress,
  type Value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { NetRight } from '../uapi.ts';
import { denied } from './calls.ts';
import { type Family, families, inNetwork } from './families.ts';
import type { NetLayer } from './model.ts';

// A UDP socket without a local port gets one when it connects or sends: that is asked for like bind() to port 0
// (security/landlock/net.c: current_check_autobind_udp_socket()), after the destination was allowed.

const doc =
  'include/uapi/linux/landlock.h: "Network flags"; security/landlock/net.c: current_check_autobind_udp_socket()';

type At = Family['at'];
const PEER = 4000;

/** What is done to a socket before its domain is enforced, and whether it has a local port and a peer then. */
interface State {
  readonly label: string;
  readonly bound: boolean;
  readonly connected: boolean;
  readonly prepare: (actor: Actor, socket: Value, at: At, port: number) => void;
}
const states: readonly State[] = [
  { label: 'new', bound: false, connected: false, prepare: () => undefined },
  {
    label: 'bound to an ephemeral port',
    bound: true,
    connected: false,
    prepare: (actor, socket, at) => void actor.bind(socket, at(0)),
  },
  {
    label: 'given a port by sending',
    bound: true,
    connected: false,
    prepare: (actor, socket, at) => void actor.sendto(socket, 'x', at(PEER)),
  },
  {
    label: 'connected',
    bound: true,
    connected: true,
    prepare: (actor, socket, at) => void actor.connect(socket, at(PEER)),
  },
  {
    // net/ipv4/udp.c: __udp_disconnect() gives up a port that was not asked for …
    label: 'connected and dissolved',
    bound: false,
    connected: false,
    prepare: (actor, socket, at) => {
      actor.connect(socket, at(PEER));
      actor.connect(socket, unspecAddress());
    },
  },
  {
    // … and keeps one that was.
    label: 'bound to a port, connected and dissolved',
    bound: true,
    connected: false,
    prepare: (actor, socket, at, port) => {
      actor.bind(socket, at(port));
      actor.connect(socket, at(PEER));
      actor.connect(socket, unspecAddress());
    },
  },
];

/** A call, and whether it names a destination. */
interface Attempt {
  readonly named: boolean;
  readonly call: (actor: Actor, socket: Value, at: At) => Step;
}
const attempts: readonly Attempt[] = [
  { named: true, call: (actor, socket, at) => actor.connect(socket, at(PEER)) },
  { named: true, call: (actor, socket, at) => actor.sendto(socket, 'x', at(PEER)) },
  { named: false, call: (actor, socket) => actor.send(socket) },
  { named: false, call: (actor, socket) => actor.write(socket) },
];

const BOTH: readonly NetRight[] = ['BIND_UDP', 'CONNECT_SEND_UDP'];
const destination = { port: PEER, access: ['CONNECT_SEND_UDP'] } as const;
const ephemeral = { port: 0, access: ['BIND_UDP'] } as const;
const fixed = { port: 4001, access: ['BIND_UDP'] } as const;
const policies: readonly (NetLayer & { label: string; sends: boolean; binds: boolean })[] = [
  { label: 'nothing allowed', handled: BOTH, sends: false, binds: false },
  { label: 'only binding handled', handled: ['BIND_UDP'], sends: true, binds: false },
  { label: 'only sending handled', handled: ['CONNECT_SEND_UDP'], sends: false, binds: true },
  { label: 'only another port allowed', handled: BOTH, rules: [destination, fixed], sends: true, binds: false },
  {
    label: 'the destination and port 0 allowed',
    handled: BOTH,
    rules: [destination, ephemeral],
    sends: true,
    binds: true,
  },
  { label: 'only port 0 allowed', handled: BOTH, rules: [ephemeral], sends: false, binds: true },
];

scenario(
  'a UDP socket of {family} needs a right for its local port when it has none: {policy}',
  {
    doc,
    tags: ['net', 'udp'],
    variants: { family: families, policy: policies },
    ...inNetwork,
  },
  (t) => {
    const { family, at } = t.family;
    t.main.bind(t.main.socket(family, SOCK_DGRAM), at(PEER));
    const client = t.main.process('client');
    const tries = states.flatMap((state, first) =>
      attempts.map((attempt, second) => {
        const socket = client.socket(family, SOCK_DGRAM).as(state.label);
        state.prepare(client, socket, at, 5000 + 10 * first + second);
        return { ...state, ...attempt, socket };
      }),
    );
    landlock(client, { net: t.policy.handled, rules: t.policy.rules ?? [] });
    for (const { bound, connected, named, call, socket } of tries) {
      const plain = named || connected ? OK : EDESTADDRREQ;
      const allowed = (!named || t.policy.sends) && (bound || t.policy.binds);
      call(client, socket, at)
        .expect(allowed ? plain : denied('UDP', plain))
        .control(plain);
    }
  },
);
