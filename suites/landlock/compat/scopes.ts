import { KNOWN } from '../known.ts';
import { SCOPE } from '../uapi.ts';
import { before, denied, feature, hex, UAPI, USER_DOC } from './entry.ts';

const HOOKS = 'security/landlock/task.c';

const uses = (name: string) => `^landlock_create_ruleset\\(\\{scoped=${name}\\}`;

/** Bits of `scoped`. */
export const scopeFeatures = [
  feature('LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET', 'scope', 6, before(6, 'E2BIG'), {
    topic: 'scopes',
    what: 'Keep to abstract UNIX sockets whose creator is in the same or a nested domain.',
    value: hex(SCOPE.ABSTRACT_UNIX_SOCKET),
    field: 'scoped',
    operations: denied(
      'EPERM',
      'connect(2) to an abstract name',
      'sendto(2) and sendmsg(2) of an unconnected datagram socket to an abstract name',
    ),
    bestEffort: 'Every abstract socket of the network namespace: X11 and old D-Bus buses among them.',
    notes: [
      'Rules cannot make exceptions.',
      'Connected sockets go on; a connected datagram socket may name its peer again.',
      'The domain that counts is that of the server socket’s creator at its creation: who restricts itself afterwards does not reach its own older sockets.',
      'Pathname sockets are another matter: LANDLOCK_ACCESS_FS_RESOLVE_UNIX.',
    ],
    doc: [
      `${UAPI}: LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET`,
      `${USER_DOC}: IPC scoping, Abstract UNIX socket (ABI < 6)`,
      `${HOOKS}: hook_unix_stream_connect(), hook_unix_may_send()`,
    ],
    evidence: {
      uses: uses('ABSTRACT_UNIX_SOCKET'),
      denied: [{ scenarios: ['landlock/scope/**', 'landlock/unprivileged/reach/**'] }],
      kept: ['landlock/scope/abstract/**', 'landlock/scope/names/**', 'landlock/scope/passing/**'],
    },
  }),
  feature('LANDLOCK_SCOPE_SIGNAL', 'scope', 6, before(6, 'E2BIG'), {
    topic: 'scopes',
    what: 'Keep to processes in the same or a nested domain when sending signals.',
    value: hex(SCOPE.SIGNAL),
    field: 'scoped',
    operations: [
      ...denied('EPERM', 'kill(2), tkill(2), tgkill(2), rt_sigqueueinfo(2), pidfd_send_signal(2), signal 0 included'),
      { what: 'SIGIO and SIGURG of a descriptor whose owner (F_SETOWN) was set in the domain', errno: null },
    ],
    bestEffort: 'Every process that the user may signal.',
    errata: [2],
    known: [KNOWN.threadSignals, KNOWN.sigioGroup],
    notes: [
      'kill(2) of a group or of -1 succeeds when one member could be signalled: it does not tell of the others.',
      'Threads of the own process can always be signalled, with erratum 2 fixed.',
      'A child that was made before the domain is outside of it.',
    ],
    doc: [
      `${UAPI}: LANDLOCK_SCOPE_SIGNAL`,
      `${USER_DOC}: IPC scoping, Signal (ABI < 6)`,
      `${HOOKS}: hook_task_kill(), hook_file_send_sigiotask()`,
    ],
    evidence: {
      uses: uses('SIGNAL'),
      denied: [{ scenarios: ['landlock/scope/**', 'landlock/unprivileged/reach/**'] }],
      kept: ['landlock/scope/signal/**', 'landlock/scope/signal-kinds/**', 'landlock/scope/signal-pidfd/**'],
    },
  }),
];
