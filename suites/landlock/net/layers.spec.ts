import { AF_INET, AF_INET6, ECONNREFUSED, inet4, inet6, OK, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { NetRight } from '../uapi.ts';
import { denied, tcpBind, tcpConnect, typeOf, udpBind, udpConnect, udpSendto } from './calls.ts';
import { inNetwork } from './families.ts';
import { type Protocol, RIGHTS } from './policies.ts';

// A layer names rights by their side; `rules` are ports that allow all that the layer handles.
interface LayerCase {
  readonly handles: readonly ('bind' | 'connect')[];
  readonly ports?: readonly number[];
}
const both = ['bind', 'connect'] as const;
const nothing: LayerCase = { handles: [] };

const stacks: readonly { label: string; layers: readonly LayerCase[] }[] = [
  { label: 'a layer that handles no network right', layers: [nothing] },
  {
    label: 'the same layer twice',
    layers: [
      { handles: both, ports: [4000] },
      { handles: both, ports: [4000] },
    ],
  },
  {
    label: 'layers that allow different ports',
    layers: [
      { handles: both, ports: [4000] },
      { handles: both, ports: [4001] },
    ],
  },
  {
    label: 'layers that share one of their ports',
    layers: [
      { handles: both, ports: [4000, 4001] },
      { handles: both, ports: [4001, 4002] },
    ],
  },
  {
    label: 'a nested layer that allows more',
    layers: [
      { handles: both, ports: [4000] },
      { handles: both, ports: [4000, 4001] },
    ],
  },
  { label: 'a nested layer without rules', layers: [{ handles: both, ports: [4000] }, { handles: both }] },
  {
    label: 'a nested layer that handles one right',
    layers: [
      { handles: both, ports: [4000, 4001] },
      { handles: ['bind'], ports: [4001] },
    ],
  },
  {
    label: 'layers that handle different rights',
    layers: [
      { handles: ['bind'], ports: [4000] },
      { handles: ['connect'], ports: [4001] },
    ],
  },
  { label: 'a layer without network rights in front', layers: [nothing, { handles: both, ports: [4000] }] },
  { label: 'a layer without network rights behind', layers: [{ handles: both, ports: [4000] }, nothing] },
  {
    label: 'three layers that share one port',
    layers: [
      { handles: both, ports: [4000, 4001] },
      { handles: both, ports: [4001, 4002] },
      { handles: both, ports: [4000, 4001, 4002] },
    ],
  },
  {
    label: 'three layers, the middle one without rules',
    layers: [{ handles: both, ports: [4000] }, { handles: ['connect'] }, { handles: both, ports: [4000] }],
  },
];

const ways = [
  { way: tcpBind, side: 'bind', plain: OK },
  { way: tcpConnect, side: 'connect', plain: ECONNREFUSED },
  { way: udpBind, side: 'bind', plain: OK },
  { way: udpConnect, side: 'connect', plain: OK },
  { way: udpSendto, side: 'connect', plain: OK },
] as const;

scenario(
  'each layer must allow a port of {protocol} that it handles: {stack}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Layers of file path access rights; security/landlock/domain.c: landlock_unmask_layers()',
    tags: ['net', 'layers'],
    variants: { protocol: ['TCP', 'UDP'] as const, stack: stacks },
    ...inNetwork,
  },
  (t) => {
    const protocol: Protocol = t.protocol;
    const client = t.main.process('client');
    const tries = ways
      .filter(({ way }) => way.protocol === protocol)
      .flatMap((story) => [4000, 4001, 4002].map((port, index) => ({ ...story, port, inet6: index === 1 })))
      .map((story) => {
        const socket = client.socket(story.inet6 ? AF_INET6 : AF_INET, typeOf(protocol));
        if (protocol === 'UDP' && story.side === 'connect') {
          client.bind(socket, story.inet6 ? inet6('::1', 0) : inet4('127.0.0.1', 0));
        }
        return { ...story, socket };
      });
    for (const { handles, ports = [] } of t.stack.layers) {
      const net: NetRight[] = handles.map((side) => RIGHTS[protocol][side]);
      const rules = ports.map((port) => ({ port, access: net }));
      landlock(client, net.length === 0 ? { fs: ['MAKE_BLOCK'] } : { net, rules });
    }
    for (const { way, side, plain, port, inet6: six, socket } of tries) {
      const allowed = t.stack.layers.every(
        ({ handles, ports = [] }) => !handles.includes(side) || ports.includes(port),
      );
      way
        .attempt(client, socket, six ? inet6('::1', port) : inet4('127.0.0.1', port))
        .expect(allowed ? plain : denied(protocol, plain))
        .control(plain);
    }
  },
);
