import { KNOWN } from '../known.ts';
import * as uapi from '../uapi.ts';
import { before, type Entry, feature, hex, UAPI, USER_DOC } from './entry.ts';

const CALLS = 'security/landlock/syscalls.c';

const flag = (
  name: string,
  value: number,
  abi: number,
  entry: Entry & { topic: 'domains' | 'syscalls'; kept: readonly string[] },
) => {
  const { kept, ...rest } = entry;
  return feature(`LANDLOCK_RESTRICT_SELF_${name}`, 'restrict_self_flag', abi, before(abi, 'EINVAL'), {
    value: hex(value),
    field: 'flags',
    ...rest,
    doc: [`${UAPI}: LANDLOCK_RESTRICT_SELF_${name}`, ...rest.doc],
    evidence: { uses: `^landlock_restrict_self\\(ruleset, ${value}\\)`, kept },
  });
};

const LOGGING = [`${USER_DOC}: Logging (ABI < 7)`, 'Documentation/admin-guide/LSM/landlock.rst'];
const SILENT = 'Nothing of the sandbox: which denials are logged changes no answer of a system call.';
const about = (flag: string) => [`landlock/audit/flags/*${flag}*`];

/** Flags of landlock_restrict_self(). */
export const flagFeatures = [
  flag('LOG_SAME_EXEC_OFF', uapi.RESTRICT_SELF_LOG_SAME_EXEC_OFF, 7, {
    topic: 'syscalls',
    what: 'Do not log what the program itself is denied, until it executes another.',
    bestEffort: SILENT,
    doc: LOGGING,
    kept: about('log-same-exec-off'),
  }),
  flag('LOG_NEW_EXEC_ON', uapi.RESTRICT_SELF_LOG_NEW_EXEC_ON, 7, {
    topic: 'syscalls',
    what: 'Log what programs are denied that are executed later.',
    bestEffort: SILENT,
    doc: LOGGING,
    kept: about('log-new-exec-on'),
  }),
  flag('LOG_SUBDOMAINS_OFF', uapi.RESTRICT_SELF_LOG_SUBDOMAINS_OFF, 7, {
    topic: 'syscalls',
    what: 'Do not log what nested domains, made later, are denied.',
    bestEffort: SILENT,
    known: [KNOWN.subdomainsOff],
    doc: LOGGING,
    kept: about('log-subdomains-off'),
  }),
  flag('TSYNC', uapi.RESTRICT_SELF_TSYNC, 8, {
    topic: 'domains',
    what: 'Enforce the ruleset on all threads of the process, or on none.',
    bestEffort:
      'Threads that exist already stay as they are: before ABI 8 a domain is the calling thread’s alone, and of what it makes later.',
    known: [KNOWN.tsyncWithoutRuleset],
    notes: [
      'Other threads get the caller’s domain in the place of their own, also where theirs denied more.',
      'no_new_privs is set on all of them where the caller has it.',
      'Waits for threads that cannot be interrupted: those that a debugger has stopped, and those in vfork(2).',
    ],
    doc: [
      `${USER_DOC}: Thread synchronization (ABI < 8)`,
      'security/landlock/tsync.c: landlock_restrict_sibling_threads()',
    ],
    kept: ['landlock/tsync/**'],
  }),
  flag('NO_NEW_PRIVS', uapi.RESTRICT_SELF_NO_NEW_PRIVS, 11, {
    topic: 'domains',
    what: 'Set no_new_privs together with the domain, if and only if the call succeeds.',
    bestEffort: 'Nothing, if prctl(PR_SET_NO_NEW_PRIVS) is called before, which stays set when the enforcement fails.',
    notes: [
      'Replaces the privilege that enforcement needs.',
      'Needs a ruleset: EBADF with -1.',
      'Before ABI 11 an unprivileged caller without no_new_privs gets EPERM instead of EINVAL: privileges were looked at first.',
    ],
    doc: [`${USER_DOC}: no_new_privs flag (ABI < 11)`, `${CALLS}: landlock_restrict_self()`],
    kept: ['landlock/domains/no-new-privs-flag/**', 'landlock/tsync/no-new-privs/**'],
  }),
];
