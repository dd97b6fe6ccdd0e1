import {
  AF_INET,
  AF_INET6,
  IPPROTO_UDPLITE,
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
  // One fix: connect() to an address of 2 bytes is what scenarios ask for, bind() is what it changed besides.
  'short-unspec': asked('AF_UNSPEC addresses have rules of their own, for short ones too (6.12.92, 6.18)', 4, (t) => {
    const actor = withoutTcp(t, NET.BIND_TCP);
    const step = actor.bind(actor.socket(AF_INET6, SOCK_STREAM), unspecAddress(28));
    return (answers) => answers.errno(step) === ERRNO.EAFNOSUPPORT;
  }),
  'net-check-per-right': asked('a TCP right that is not handled checks no address (6.16)', 4, (t) => {
    const actor = withoutTcp(t, NET.BIND_TCP);
    const step = actor.connect(actor.socket(AF_INET, SOCK_STREAM), inet6('::1', 80));
    return (answers) => answers.errno(step) === ERRNO.EAFNOSUPPORT;
  }),
  // By an address of the wrong family, which the check refuses with another error than the stack: whether it denies is for scenarios.
  'fastopen-checked': asked('MSG_FASTOPEN is checked like connect() (7.2)', 4, (t) => {
    const actor = withoutTcp(t, NET.CONNECT_TCP);
    const step = actor.sendto(actor.socket(AF_INET, SOCK_STREAM), 'x', inet6('::1', 4000), MSG_FASTOPEN);
    return (answers) => answers.errno(step) === ERRNO.EINVAL;
  }),
};
