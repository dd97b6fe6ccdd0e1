import {
  AF_UNIX,
  F_OWNER_PGRP,
  F_SETFL,
  F_SETOWN_EX,
  fOwnerEx,
  O_ASYNC,
  SIGIO,
  SOCK_STREAM,
} from '../../../runner/index.ts';
import type { Question } from '../../../runner/scenario/ask.ts';
import type { Context } from '../../../runner/scenario/context.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { FS, SCOPE } from '../uapi.ts';
import { asked, derived, type Features } from './feature.ts';

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

/** Differences of scopes, signals and ptrace. */
export const ipcFeatures: Features = {
  'scope-pathname-unix': derived(
    'the proposed LANDLOCK_SCOPE_PATHNAME_UNIX_SOCKET (scoped bit 2) is accepted; no released kernel has it',
    ({ masks }) => (masks.scoped & 4n) !== 0n,
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
  'sigio-pgid-fixed': asked('SIGIO to a process group stays in the scope (CVE-2026-72183)', 6, askForSigio),
};
