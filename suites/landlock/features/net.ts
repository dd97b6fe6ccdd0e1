import {
  AF_INET,
  IPPROTO_UDPLITE,
  inet4,
  inet6,
  MSG_FASTOPEN,
  SOCK_DGRAM,
  SOCK_STREAM,
  unspecAddress,
} from '../../../runner/index.ts';
import type { Actor } from '../../../runner/scenario/actor.ts';
import type { Context } from '../../../runner/scenario/context.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { NET } from '../uapi.ts';
import { asked, type Features } from './feature.ts';

/** An actor that handles one TCP right and has no rule. */
function withoutTcp(t: Context, right: bigint): Actor {
  const actor = t.main.process('sandboxed');
  actor.noNewPrivs();
  restrictSelf(actor, createRuleset(actor, { handledNet: right }));
  return actor;
}

/** Differences of the network rights. */
export const netFeatures: Features = {
  udplite: asked('UDP-Lite sockets exist (removed in 7.1)', 0, ({ main }) => {
    const step = main.socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
    return (answers) => answers.errno(step) === 0;
  }),
  'short-unspec': asked('connect() with AF_UNSPEC and length 2 dissolves (6.12.92, 6.18)', 4, (t) => {
    const actor = withoutTcp(t, NET.CONNECT_TCP);
    const step = actor.connect(actor.socket(AF_INET, SOCK_STREAM), unspecAddress(2));
    return (answers) => answers.errno(step) === 0;
  }),
  'net-check-per-right': asked('a TCP right that is not handled checks no address (6.16)', 4, (t) => {
    const actor = withoutTcp(t, NET.BIND_TCP);
    const step = actor.connect(actor.socket(AF_INET, SOCK_STREAM), inet6('::1', 80));
    return (answers) => answers.errno(step) === ERRNO.EAFNOSUPPORT;
  }),
  'fastopen-checked': asked(
    'MSG_FASTOPEN is checked like connect() (7.2)',
    4,
    (t) => {
      const actor = withoutTcp(t, NET.CONNECT_TCP);
      const step = actor.sendto(actor.socket(AF_INET, SOCK_STREAM), 'x', inet4('127.0.0.1', 4000), MSG_FASTOPEN);
      return (answers) => answers.errno(step) === ERRNO.EACCES;
    },
    { namespaces: ['net'] },
  ),
};
