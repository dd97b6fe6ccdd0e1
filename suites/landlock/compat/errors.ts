import type { CallError } from '../../../runner/compat/catalogue.ts';

const SOURCE = 'security/landlock/syscalls.c';

const errorsOf =
  (call: string, ...doc: string[]) =>
  (errno: string, when: string, more: Partial<CallError> = {}): CallError => ({
    call,
    errno,
    when,
    doc: [`${SOURCE}: ${call}()`, ...doc],
    ...more,
  });

const create = errorsOf('landlock_create_ruleset');
const add = errorsOf('landlock_add_rule');
const restrict = errorsOf('landlock_restrict_self');

const ABSENT = 'the kernel has no Landlock: before 5.13, or not built in';
const DISABLED =
  'Landlock is built in and not among the security modules that were enabled at boot; before any other check';

/** Errors of Landlock's own system calls. */
export const errors: readonly CallError[] = [
  create('ENOSYS', ABSENT),
  create('EOPNOTSUPP', DISABLED),
  create(
    'EINVAL',
    'unknown flags; flags together with attr or size; size below 8; an unknown right or scope; a quiet right that is not handled',
  ),
  create('EFAULT', 'attr cannot be read, or is NULL'),
  create(
    'E2BIG',
    'size beyond a page, or content in a field that the kernel does not know; comes before EINVAL of unknown rights',
  ),
  create('ENOMSG', 'no right and no scope is handled'),
  create('EMFILE', 'no descriptor is left to the process'),
  create('ENOMEM', 'no memory', { unreachable: 'memory of the whole guest would have to run out' }),
  create('ENFILE', 'no file is left to the system', { unreachable: 'files of the whole guest would have to run out' }),
  add('ENOSYS', ABSENT),
  add('EOPNOTSUPP', DISABLED),
  add(
    'EINVAL',
    'unknown flags or type; a right that the ruleset does not handle; a port beyond 65535; a right for directories on something else; QUIET without quiet rights of that kind',
  ),
  add('EBADF', 'ruleset_fd or parent_fd is not open, or ruleset_fd was opened with O_PATH'),
  add(
    'EBADFD',
    'ruleset_fd is another file, or parent_fd is a file that no rule can be for: a ruleset, socket, pipe, memfd',
  ),
  add('EFAULT', 'rule_attr cannot be read'),
  add('ENOMSG', 'allowed_access is 0 and the rule is not quiet'),
  add('EPERM', 'ruleset_fd is not writable', {
    unreachable: 'every ruleset is made with O_RDWR, and cannot be opened again',
  }),
  add('EAFNOSUPPORT', 'a rule for a port in a kernel without CONFIG_INET', {
    unreachable: 'no distribution has such a kernel',
  }),
  add('E2BIG', 'more than 2^32 - 1 rules', { unreachable: 'more memory than any guest has' }),
  add('ENOMEM', 'no memory', { unreachable: 'memory of the whole guest would have to run out' }),
  restrict('ENOSYS', ABSENT),
  restrict('EOPNOTSUPP', DISABLED),
  restrict('EINVAL', 'unknown flags'),
  restrict(
    'EPERM',
    'neither no_new_privs (or the flag that sets it) nor CAP_SYS_ADMIN in the user namespace; before unknown flags in 5.19 to 7.2',
  ),
  restrict(
    'EBADF',
    'ruleset_fd is not open, or was opened with O_PATH; -1 with other flags than LOG_SUBDOMAINS_OFF and TSYNC',
  ),
  restrict('EBADFD', 'ruleset_fd is another file'),
  restrict('E2BIG', 'the domain has 16 layers already'),
  restrict('ENOMEM', 'no memory', { unreachable: 'memory of the whole guest would have to run out' }),
];
