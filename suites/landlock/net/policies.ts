import type { SandboxSpec } from '../sandbox.ts';
import type { NetRight } from '../uapi.ts';
import { PORT } from './addresses.ts';
import type { NetCall, NetLayer } from './model.ts';

// Policies of one layer for the two rights of a protocol.

/** A protocol with rights of its own. */
export type Protocol = 'TCP' | 'UDP';

/** The rights of a protocol: to bind, and to connect or send. */
export const RIGHTS: Readonly<Record<Protocol, { readonly bind: NetRight; readonly connect: NetRight }>> = {
  TCP: { bind: 'BIND_TCP', connect: 'CONNECT_TCP' },
  UDP: { bind: 'BIND_UDP', connect: 'CONNECT_SEND_UDP' },
};

/** What a domain says about the rights of a protocol. */
export interface Policy {
  readonly label: string;
  /** The operations that it is worth asking for. */
  readonly concerns: readonly NetCall['operation'][];
  /** Whether it is enough for ways that are like another. */
  readonly enough?: boolean;
  readonly layer: (protocol: Protocol) => NetLayer;
}

type Side = 'bind' | 'connect';
const EVERY: Policy['concerns'] = ['bind', 'connect', 'send', 'fastopen'];
const REACHING: Policy['concerns'] = ['connect', 'send', 'fastopen'];
/** Operations of UDP that may need a local port. */
const AUTOBINDING: Policy['concerns'] = ['connect', 'send'];

function policy(
  label: string,
  concerns: Policy['concerns'],
  handled: readonly Side[],
  rules: readonly (readonly [number, Side])[] = [],
): Policy {
  return {
    label,
    concerns,
    layer: (protocol) => ({
      handled: handled.map((side) => RIGHTS[protocol][side]),
      rules: rules.map(([port, side]) => ({ port, access: [RIGHTS[protocol][side]] })),
    }),
  };
}

/** The policies that every call is asked under. */
export const policies: readonly Policy[] = [
  {
    label: 'the rights of the other protocol handled',
    concerns: EVERY,
    layer: (protocol) => ({ handled: Object.values(RIGHTS[protocol === 'TCP' ? 'UDP' : 'TCP']) }),
  },
  policy('only binding handled', EVERY, ['bind']),
  policy('only binding handled, the port allowed', ['bind'], ['bind'], [[PORT, 'bind']]),
  policy('only binding handled, port 0 allowed', AUTOBINDING, ['bind'], [[0, 'bind']]),
  { ...policy('only connecting handled', EVERY, ['connect']), enough: true },
  { ...policy('only connecting handled, the port allowed', REACHING, ['connect'], [[PORT, 'connect']]), enough: true },
  policy('both handled, the port allowed to bind', EVERY, ['bind', 'connect'], [[PORT, 'bind']]),
  policy('both handled, the port allowed to connect', AUTOBINDING, ['bind', 'connect'], [[PORT, 'connect']]),
  policy(
    'both handled, the port allowed to connect and port 0 to bind',
    AUTOBINDING,
    ['bind', 'connect'],
    [
      [PORT, 'connect'],
      [0, 'bind'],
    ],
  ),
];

/** A layer as a sandbox that asks for it. */
export const sandboxOf = ({ handled, rules = [] }: NetLayer): SandboxSpec => ({ net: handled, rules });
