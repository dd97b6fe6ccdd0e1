import { KNOWN } from '../known.ts';
import {
  ADD_RULE_QUIET,
  CREATE_RULESET_ERRATA,
  CREATE_RULESET_VERSION,
  RULE_NET_PORT,
  RULE_PATH_BENEATH,
} from '../uapi.ts';
import { before, feature, hex, UAPI, USER_DOC } from './entry.ts';

const CALLS = 'security/landlock/syscalls.c';
const quiet = (field: string, kind: string) =>
  feature(field, 'field', 10, before(10, 'E2BIG'), {
    topic: 'syscalls',
    what: `Rights whose denials are not logged${kind === 'scoped' ? '' : ', for objects with a quiet rule'}: a part of ${kind === 'scoped' ? 'scoped' : `handled_access_${kind}`}.`,
    field: 'struct landlock_ruleset_attr',
    bestEffort: 'Nothing of the sandbox: only denials are logged that were to be quiet.',
    notes: ['What is denied stays denied: no answer of a system call differs.', 'A bit that is not handled is EINVAL.'],
    doc: [`${UAPI}: ${field}`, `${USER_DOC}: Quiet rule flag (ABI < 10)`],
    evidence: {
      uses: `^landlock_create_ruleset\\(\\{(fs|net|scoped)=([A-Z_]+), quiet_${kind}=\\2\\}`,
      kept: ['landlock/audit/quiet/**'],
    },
  });

/** Flags, fields and rule types of the three system calls. */
export const callFeatures = [
  feature('LANDLOCK_CREATE_RULESET_VERSION', 'create_ruleset_flag', 1, [], {
    topic: 'syscalls',
    what: 'Ask for the ABI: landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION).',
    value: hex(CREATE_RULESET_VERSION),
    field: 'flags',
    bestEffort:
      'ENOSYS: the kernel has no Landlock. EOPNOTSUPP: it was not enabled at boot. Nothing is restricted then.',
    notes: [
      'A vendor’s kernel may report an ABI and lack a part of it: what a ruleset may handle can be tried bit by bit.',
    ],
    doc: [`${UAPI}: LANDLOCK_CREATE_RULESET_VERSION`, `${USER_DOC}: Landlock ABI versions`],
    evidence: {
      uses: '^landlock_create_ruleset\\(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION\\)',
      kept: ['landlock/abi/version/**', 'landlock/abi/presence/**'],
    },
  }),
  feature('LANDLOCK_CREATE_RULESET_ERRATA', 'create_ruleset_flag', 7, [], {
    topic: 'syscalls',
    what: 'Ask which errata are fixed: bit N-1 of the answer stands for erratum N.',
    value: hex(CREATE_RULESET_ERRATA),
    field: 'flags',
    bestEffort: 'Nothing: the answer changes no behaviour. The kernel’s documentation advises against asking.',
    notes: [
      'Came with 6.15 and was backported to stable releases of earlier ABIs (6.1.135, 6.12.24), so EINVAL tells a kernel without the query, and not its ABI.',
      'A bit is set only on kernels whose ABI the erratum is about.',
    ],
    doc: [`${UAPI}: LANDLOCK_CREATE_RULESET_ERRATA`, `${USER_DOC}: Landlock errata`],
    evidence: {
      uses: '^landlock_create_ruleset\\(NULL, 0, LANDLOCK_CREATE_RULESET_ERRATA\\)',
      kept: ['landlock/abi/errata/**'],
    },
  }),
  feature('LANDLOCK_RULE_PATH_BENEATH', 'rule_type', 1, [], {
    topic: 'syscalls',
    what: 'A rule for a file, or for a directory and what is below it.',
    value: hex(RULE_PATH_BENEATH),
    field: 'rule_type',
    bestEffort: 'Nothing where there is Landlock at all: every ABI has it.',
    notes: [
      'struct landlock_path_beneath_attr is packed: 12 bytes.',
      'The rule belongs to the inode, and follows it when it is renamed.',
      'On something else than a directory only rights for files are accepted: EINVAL for others.',
    ],
    doc: [`${UAPI}: landlock_path_beneath_attr`, `${CALLS}: add_rule_path_beneath()`],
    evidence: {
      uses: '^landlock_add_rule\\(ruleset, PATH_BENEATH, \\{[A-Z_|]+( beneath [^}]*)?\\}, 0\\)',
      kept: ['landlock/rulesets/parents/**', 'landlock/rulesets/inodes/**'],
    },
  }),
  feature('LANDLOCK_RULE_NET_PORT', 'rule_type', 4, before(4, 'EINVAL'), {
    topic: 'syscalls',
    what: 'A rule for a port.',
    value: hex(RULE_NET_PORT),
    field: 'rule_type',
    bestEffort: 'See the network rights, without which it has no use.',
    notes: [
      'The port is in host byte order, and 65535 at most: EINVAL beyond.',
      'EAFNOSUPPORT in a kernel without CONFIG_INET.',
    ],
    doc: [`${UAPI}: landlock_net_port_attr`, `${CALLS}: add_rule_net_port()`],
    evidence: {
      uses: '^landlock_add_rule\\(ruleset, NET_PORT, \\{(BIND|CONNECT)_TCP, port \\d+\\}, 0\\)',
      kept: ['landlock/net/ports/**'],
    },
  }),
  feature('LANDLOCK_ADD_RULE_QUIET', 'add_rule_flag', 10, before(10, 'EINVAL'), {
    topic: 'syscalls',
    what: 'Denials for the object of the rule are not logged, where all that is missing is in the quiet fields of the ruleset.',
    value: hex(ADD_RULE_QUIET),
    field: 'flags',
    bestEffort: 'Nothing of the sandbox: only denials are logged that were to be quiet.',
    notes: [
      'The rule may allow nothing: with the flag, allowed_access 0 is accepted.',
      'EINVAL where the ruleset has no quiet right of that kind.',
      'Denials of ptrace and of changes to mounts are never quiet.',
    ],
    doc: [`${UAPI}: LANDLOCK_ADD_RULE_QUIET`, 'security/landlock/log.c: is_denial_quieted()'],
    evidence: {
      uses: '^landlock_add_rule\\(ruleset, PATH_BENEATH, \\{[A-Z_|0]+( beneath [^}]*)?\\}, 1\\)',
      kept: ['landlock/audit/quiet/**', 'landlock/rulesets/quiet/**'],
    },
  }),
  quiet('quiet_access_fs', 'fs'),
  quiet('quiet_access_net', 'net'),
  quiet('quiet_scoped', 'scoped'),
  feature('landlock_restrict_self(-1)', 'behaviour', 7, before(7, 'EINVAL'), {
    topic: 'syscalls',
    what: 'LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF without a ruleset: changes the log, makes no domain.',
    bestEffort: 'Nothing: it denies nothing.',
    known: [KNOWN.subdomainsOff, KNOWN.tsyncWithoutRuleset],
    notes: ['Together with TSYNC since ABI 9 (and 7.0.13); with any other flag EBADF.'],
    doc: [`${UAPI}: LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF`, `${CALLS}: landlock_restrict_self()`],
    evidence: { uses: '^landlock_restrict_self\\(-1, 4\\)', kept: ['landlock/rulesets/no-ruleset/**'] },
  }),
];
