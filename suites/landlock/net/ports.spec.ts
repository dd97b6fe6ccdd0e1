import { AF_INET, ECONNREFUSED, EINVAL, inet4, OK, type Outcome, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, tcpBind, tcpConnect, typeOf, udpBind, udpConnect, udpSendto, type Way } from './calls.ts';
import { inNetwork } from './families.ts';
import { type Protocol, RIGHTS, sandboxOf } from './policies.ts';
import { users } from './users.ts';

type Side = 'bind' | 'connect';
type Rules = readonly (readonly [port: number, ...sides: Side[]])[];

const lists: readonly { label: string; rules: Rules }[] = [
  { label: 'one port', rules: [[4000, 'bind', 'connect']] },
  {
    label: 'several ports',
    rules: [
      [4000, 'bind', 'connect'],
      [4002, 'bind', 'connect'],
      [65535, 'bind', 'connect'],
    ],
  },
  { label: 'port 0', rules: [[0, 'bind', 'connect']] },
  { label: 'the highest port', rules: [[65535, 'bind', 'connect']] },
  {
    label: 'one port twice',
    rules: [
      [4000, 'bind', 'connect'],
      [4000, 'bind', 'connect'],
    ],
  },
  {
    label: 'one port with rights that unite',
    rules: [
      [4000, 'bind'],
      [4000, 'connect'],
    ],
  },
  {
    label: 'one port for each right',
    rules: [
      [4000, 'bind'],
      [4001, 'connect'],
    ],
  },
];

// 40975 is 4000 with its bytes swapped: the port of a rule is in host byte order, that of an address in network byte order.
const ports = [0, 255, 4000, 4001, 4002, 40975, 65280, 65535];

// Nobody serves: reaching a port that is allowed is answered by net/ipv4/tcp_input.c (a reset), net/ipv4/udp.c: udp_sendmsg().
const stories: readonly { side: Side; way: Way; stack: (port: number) => Outcome }[] = [
  { side: 'bind', way: tcpBind, stack: () => OK },
  { side: 'connect', way: tcpConnect, stack: () => ECONNREFUSED },
  { side: 'bind', way: udpBind, stack: () => OK },
  { side: 'connect', way: udpConnect, stack: () => OK },
  { side: 'connect', way: udpSendto, stack: (port) => (port === 0 ? EINVAL : OK) },
];

scenario(
  '{protocol} rules allow {list} and no other, {user}',
  {
    doc: 'include/uapi/linux/landlock.h: struct landlock_net_port_attr',
    tags: ['net', 'rules'],
    variants: { protocol: ['TCP', 'UDP'] as const, list: lists, user: users },
    ...inNetwork,
  },
  (t) => {
    const protocol: Protocol = t.protocol;
    const rights = RIGHTS[protocol];
    const client = t.main.process('client');
    t.user.become(client);
    const own = stories.filter(({ way }) => way.protocol === protocol);
    const usable = ports.filter((port) => port === 0 || port >= 1024 || !t.user.unprivileged);
    const attempts = own.flatMap((story) =>
      usable.map((port) => {
        const socket = client.socket(AF_INET, typeOf(protocol));
        // With a port of its own from before, a UDP socket needs no right to get one.
        if (protocol === 'UDP' && story.side === 'connect') client.bind(socket, inet4('127.0.0.1', 0));
        return { ...story, port, socket };
      }),
    );
    landlock(
      client,
      sandboxOf({
        handled: [rights.bind, rights.connect],
        rules: t.list.rules.map(([port, ...sides]) => ({ port, access: sides.map((side) => rights[side]) })),
      }),
    );
    for (const { side, way, stack, port, socket } of attempts) {
      const allowed = t.list.rules.some(([rule, ...sides]) => rule === port && sides.includes(side));
      const plain = stack(port);
      way
        .attempt(client, socket, inet4('127.0.0.1', port))
        .expect(allowed ? plain : denied(protocol, plain))
        .control(plain);
    }
  },
);
