import { KNOWN } from '../known.ts';
import { denied, feature, USER_DOC } from './entry.ts';

const ALWAYS = 'Nothing where there is Landlock at all: every ABI has it.';
const TASK = 'security/landlock/task.c';

/** What domains do whatever their rulesets say. */
export const domainFeatures = [
  feature('ptrace', 'behaviour', 1, [], {
    topic: 'domains',
    what: 'A process in a domain reaches only processes in the same or a nested domain with ptrace(2) and whatever asks the same question.',
    operations: [
      ...denied(
        'EPERM',
        'ptrace(2) PTRACE_ATTACH, PTRACE_SEIZE and PTRACE_TRACEME',
        'process_vm_readv(2), process_vm_writev(2), pidfd_getfd(2), kcmp(2), get_robust_list(2), move_pages(2), migrate_pages(2)',
      ),
      ...denied('EACCES', '/proc/PID/mem, environ, maps, auxv, io, and the links exe, root, cwd, fd/N, ns/*'),
    ],
    bestEffort: ALWAYS,
    known: [KNOWN.perfmonMemory, KNOWN.perfmonEvents],
    notes: [
      'Any domain restricts it, also one with network rights or scopes only; no right and no rule changes it.',
      'Since 6.16 who has CAP_PERFMON reads the memory maps of every process.',
      'A tracee that was attached before stays attached.',
    ],
    doc: [`${USER_DOC}: Ptrace restrictions`, `${TASK}: hook_ptrace_access_check(), hook_ptrace_traceme()`],
    evidence: {
      denied: [{ scenarios: ['landlock/ptrace/**'] }],
      kept: ['landlock/ptrace/domains/**', 'landlock/ptrace/operations/**', 'landlock/ptrace/traceme/**'],
    },
  }),
  feature('filesystem topology', 'behaviour', 1, [], {
    topic: 'domains',
    what: 'A domain that handles a filesystem right changes no mounts.',
    operations: denied('EPERM', 'mount(2), umount2(2), pivot_root(2), move_mount(2), fsconfig(2) that reconfigures'),
    bestEffort: ALWAYS,
    notes: [
      'Before ABI 4 every domain is refused, since 4 only one with a layer that handles a filesystem right.',
      'Detached mounts (open_tree, fsopen, fsmount), mount_setattr(2), unshare(2), setns(2) and chroot(2) are free.',
      'rmdir(2) and rename(2) of a directory take away what other mount namespaces have mounted on it.',
    ],
    doc: [
      `${USER_DOC}: Filesystem topology modification`,
      'security/landlock/fs.c: hook_sb_mount(), hook_move_mount(), hook_sb_pivotroot()',
    ],
    evidence: {
      denied: [{ scenarios: ['landlock/mounts/**'], handled: '^landlock_create_ruleset\\(\\{fs=' }],
      kept: ['landlock/mounts/refused/**', 'landlock/mounts/domains/**'],
    },
  }),
  feature('inheritance', 'behaviour', 1, [], {
    topic: 'domains',
    what: 'A domain is inherited over fork(2), clone(2) and execve(2), and nobody leaves it.',
    bestEffort: ALWAYS,
    known: [KNOWN.sessionToParent, KNOWN.uringPersonality, KNOWN.uringPoll],
    notes: [
      'Enforcement is for the calling thread: other threads, children and parents that exist are as before (see TSYNC).',
      'Credentials that were registered with an io_uring before, and the kernel thread of a polled ring, stay unrestricted.',
    ],
    doc: [`${USER_DOC}: Inheritance`, 'security/landlock/cred.c: hook_cred_prepare()'],
    evidence: {
      kept: [
        'landlock/domains/inheritance/**',
        'landlock/domains/clone/**',
        'landlock/domains/no-way-out/**',
        'landlock/domains/threads/**',
      ],
    },
  }),
  feature('layers', 'behaviour', 1, [], {
    topic: 'domains',
    what: 'Rights of the rules of one layer unite; every layer has to grant what it handles.',
    bestEffort: ALWAYS,
    known: [KNOWN.rulesDoNotUnite],
    notes: [
      'A layer that does not handle a right grants it, REFER excepted.',
      'Rules that are added to a ruleset after its enforcement have no effect.',
    ],
    doc: [`${USER_DOC}: Layers of file path access rights`, 'security/landlock/domain.c: landlock_unmask_layers()'],
    evidence: { kept: ['landlock/domains/layers/**', 'landlock/domains/algebra/**', 'landlock/net/layers/**'] },
  }),
  feature('layer limit', 'behaviour', 1, [], {
    topic: 'domains',
    what: 'A domain has room for 16 layers; one more is E2BIG.',
    bestEffort: 'Before 5.19 there were 64.',
    doc: [`${USER_DOC}: Ruleset layers`, 'security/landlock/limits.h: LANDLOCK_MAX_NUM_LAYERS'],
    evidence: { kept: ['landlock/domains/limit/**'] },
  }),
  feature('privilege of enforcement', 'behaviour', 1, [], {
    topic: 'domains',
    what: 'Whoever restricts itself needs no_new_privs, or CAP_SYS_ADMIN in its user namespace: EPERM without.',
    bestEffort: ALWAYS,
    notes: [
      'Rulesets are made and extended without any privilege.',
      'Enforcing by CAP_SYS_ADMIN leaves no_new_privs as it is.',
    ],
    doc: ['security/landlock/syscalls.c: landlock_restrict_self()', 'Documentation/userspace-api/no_new_privs.rst'],
    evidence: { kept: ['landlock/domains/privileges/**', 'landlock/domains/no-new-privs/**'] },
  }),
  feature('path hierarchy', 'behaviour', 1, [], {
    topic: 'rights',
    what: 'A rule counts for what lies below its directory, through mounts, however the file is named.',
    bestEffort: ALWAYS,
    errata: [3],
    known: [KNOWN.disconnected],
    notes: [
      'OverlayFS and its layers are hierarchies of their own.',
      'A filesystem that is mounted over the ruled directory hides the rule.',
    ],
    doc: [`${USER_DOC}: Bind mounts and OverlayFS`, 'security/landlock/fs.c: is_access_to_paths_allowed()'],
    evidence: { kept: ['landlock/paths/**'] },
  }),
  feature('audit records', 'behaviour', 7, [], {
    topic: 'syscalls',
    what: 'Denials are recorded by audit, with the domain, what was missing and the object.',
    bestEffort: 'Nothing of the sandbox: denials are not logged.',
    notes: [
      'By default what the program itself is denied is recorded, and not what programs are denied that it executes.',
    ],
    doc: ['Documentation/admin-guide/LSM/landlock.rst: Record types', 'security/landlock/log.c: landlock_log_denial()'],
    evidence: {
      kept: [
        'landlock/audit/files/**',
        'landlock/audit/domains/**',
        'landlock/audit/net/**',
        'landlock/audit/scopes/**',
      ],
    },
  }),
];
