import {
  AF_UNIX,
  F_GETFD,
  F_OWNER_PGRP,
  F_SETFL,
  F_SETOWN_EX,
  fOwnerEx,
  O_ASYNC,
  O_RDWR,
  SIGIO,
  SOCK_STREAM,
} from '../../../runner/index.ts';
import type { Question } from '../../../runner/scenario/ask.ts';
import type { Context } from '../../../runner/scenario/context.ts';
import { ERRNO } from '../../../runner/syscalls/errno.ts';
import { createRuleset, restrictSelf } from '../calls.ts';
import { IORING_OP_URING_CMD, Ring } from '../io-uring.ts';
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
  'io-uring': asked('io_uring_setup() works (CONFIG_IO_URING, kernel.io_uring_disabled)', 0, (t) => {
    const step = t.main.syscall('io_uring_setup', 1, t.buffer(120));
    return (answers) => answers.errno(step) === 0;
  }),
  'uring-null-command': asked('the null device takes commands of io_uring (6.1)', 0, (t) => {
    const { main } = t;
    const setup = main.syscall('io_uring_setup', 1, t.buffer(120));
    const step = main.open('/dev/null', O_RDWR);
    const result = Ring.make(main).submit(main, { opcode: IORING_OP_URING_CMD, fd: step });
    const flags = main.fcntl({ kind: 'loaded', memory: result, offset: 0, size: 4, words: 'result' }, F_GETFD);
    return (answers) => answers.errno(setup) === 0 && answers.errno(flags) === 0;
  }),
  'sigio-pgid-fixed': asked('SIGIO to a process group stays in the scope (CVE-2026-72183)', 6, askForSigio),
};
