import type { Facts } from '../../runner/facts/facts.ts';
import {
  AF_INET,
  AF_UNIX,
  AT_EXECVE_CHECK,
  AT_FDCWD,
  F_OWNER_PGRP,
  F_SETFL,
  F_SETOWN_EX,
  fOwnerEx,
  IPPROTO_UDPLITE,
  inet4,
  inet6,
  KCMP_VM,
  MSG_FASTOPEN,
  O_ASYNC,
  SIGIO,
  SOCK_DGRAM,
  SOCK_STREAM,
  unspecAddress,
} from '../../runner/index.ts';
import type { Actor } from '../../runner/scenario/actor.ts';
import type { Question } from '../../runner/scenario/ask.ts';
import type { Context } from '../../runner/scenario/context.ts';
import { ERRNO } from '../../runner/syscalls/errno.ts';
import { createRuleset, restrictSelf } from './calls.ts';
import { FS, NET, SCOPE } from './uapi.ts';

/** A behaviour that neither ABI nor errata reveal, by the name that expectations use: `feature('…')`. */
export interface Feature {
  /** What the feature is, for people. */
  readonly what: string;
  /** Below this ABI the feature is false and nothing is asked; 0 asks every kernel. */
  readonly minimalAbi: number;
  /** How to ask the guest … */
  readonly question: Omit<Question<boolean>, 'name'>;
  /** … or how it follows from facts that are known already. */
  readonly from?: (facts: Facts) => boolean;
}

const asked = (
  what: string,
  minimalAbi: number,
  ask: Question<boolean>['ask'],
  more: Partial<Question<boolean>> = {},
): Feature => ({
  what,
  minimalAbi,
  question: { ...more, ask },
});

const derived = (what: string, from: (facts: Facts) => boolean): Feature => ({
  what,
  minimalAbi: 0,
  question: { ask: () => () => false },
  from,
});

/** An actor that handles one TCP right and has no rule. */
function withoutTcp(t: Context, right: bigint): Actor {
  const actor = t.main.process('sandboxed');
  actor.noNewPrivs();
  restrictSelf(actor, createRuleset(actor, { handledNet: right }));
  return actor;
}

/** Inside the scope, asks for SIGIO to the own process group, in which `main` is outside of the domain, and lets it happen. */
function askForSigio({ main }: Context): ReturnType<Question<boolean>['ask']> {
  main.syscall('setpgid', 0, 0);
  // Both block it, since its default is death; a child starts with its parent's mask.
  main.sigprocmask([SIGIO]);
  const actor = main.process('sandboxed');
  restrictSelf(actor, createRuleset(actor, { scoped: SCOPE.SIGNAL }));
  const [end, peer] = actor.pairOf(actor.socketpair(AF_UNIX, SOCK_STREAM));
  actor.fcntl(end, F_SETOWN_EX, fOwnerEx.encode({ type: F_OWNER_PGRP, pid: main }));
  actor.fcntl(end, F_SETFL, O_ASYNC);
  actor.write(peer);
  const own = actor.sigtimedwait([SIGIO], 100);
  const foreign = main.sigtimedwait([SIGIO], 100);
  // Without the signal to itself nothing was shown.
  return (answers) => answers.errno(own) === 0 && answers.errno(foreign) === ERRNO.EAGAIN;
}

/** The table; extend it here. Each entry says which kernels are known to have it, where that is known. */
export const features: Readonly<Record<string, Feature>> = {
  'errata-query': derived('landlock_create_ruleset(NULL, 0, 2) is answered', ({ errata }) => errata !== undefined),
  'scope-pathname-unix': derived(
    'the proposed LANDLOCK_SCOPE_PATHNAME_UNIX_SOCKET (scoped bit 2) is accepted; no released kernel has it',
    ({ masks }) => (masks.scoped & 4n) !== 0n,
  ),
  'execve-check': asked('execveat() knows AT_EXECVE_CHECK (6.14)', 0, ({ main }) => {
    const step = main.execveat(AT_FDCWD, '/nonexistent', AT_EXECVE_CHECK);
    return (answers) => answers.errno(step) === ERRNO.ENOENT;
  }),
  udplite: asked('UDP-Lite sockets exist (removed in 7.1)', 0, ({ main }) => {
    const step = main.socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE);
    return (answers) => answers.errno(step) === 0;
  }),
  'flags-before-privilege': asked('landlock_restrict_self() checks flags before privileges (7.3)', 1, ({ main }) => {
    main.dropPrivileges();
    const step = restrictSelf(main, -1, 2 ** 31);
    return (answers) => answers.errno(step) === ERRNO.EINVAL;
  }),
  'tsync-without-ruleset': asked('landlock_restrict_self(-1, 12) works (7.0.13, 7.1)', 8, ({ main }) => {
    main.noNewPrivs();
    const step = restrictSelf(main, -1, 12);
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
  'perfmon-mm-read': asked(
    'whoever has CAP_PERFMON may read /proc/P/maps out of a domain (6.16)',
    1,
    (t) => {
      const actor = t.main.process('sandboxed');
      restrictSelf(actor, createRuleset(actor, { handledFs: FS.MAKE_BLOCK }));
      const step = actor.open('/proc/1/maps');
      return (answers) => answers.errno(step) === 0;
    },
    { proc: true },
  ),
  kcmp: asked('kcmp() exists (CONFIG_KCMP)', 0, ({ main }) => {
    const step = main.syscall('kcmp', main, main, KCMP_VM, 0, 0);
    return (answers) => answers.errno(step) !== ERRNO.ENOSYS;
  }),
  'sigio-pgid-fixed': asked('SIGIO to a process group stays in the scope (CVE-2026-72183)', 6, askForSigio),
};
