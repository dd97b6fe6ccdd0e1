import type { Erratum } from '../../../runner/compat/catalogue.ts';
import { KNOWN } from '../known.ts';

/** Fixes that landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_ERRATA) reports. */
export const errata: readonly Erratum[] = [
  {
    number: 1,
    title: 'TCP socket identification',
    abi: 4,
    fixed: ['6.15', '6.12.18'],
    without: 'SMC, MPTCP and SCTP stream sockets are restricted as TCP sockets are.',
    with: 'Only TCP sockets are; the others are not restricted at all.',
    doc: ['security/landlock/errata/abi-4.h: "Erratum 1: TCP socket identification"'],
    known: KNOWN.nonTcpStreams,
    scenarios: ['landlock/net/streams/**'],
  },
  {
    number: 2,
    title: 'Scoped signal handling',
    abi: 6,
    fixed: ['6.15', '6.12.24'],
    without: 'A thread in a domain may not signal threads of its process that are not in it.',
    with: 'Threads of one process can always signal each other.',
    doc: ['security/landlock/errata/abi-6.h: "Erratum 2: Scoped signal handling"'],
    known: KNOWN.threadSignals,
    scenarios: ['landlock/scope/signal-threads/**'],
  },
  {
    number: 3,
    title: 'Disconnected directory handling',
    abi: 1,
    fixed: ['6.19', '6.18.15', '6.12.80', '6.1.192'],
    without:
      'Rules for a mount do not count for a directory that was moved out of it, and rights can be widened by renaming and linking there (CVE-2025-68736).',
    with: 'Rules of the mount and of the place where the directory lies both count.',
    doc: ['security/landlock/errata/abi-1.h: "Erratum 3: Disconnected directory handling"'],
    known: KNOWN.disconnected,
    scenarios: ['landlock/paths/disconnected/**'],
  },
  {
    number: 4,
    title: 'Creation of whiteout objects',
    abi: 1,
    fixed: ['7.3', '7.2.12', '6.12.117', '6.1.192'],
    without: 'Whiteouts need MAKE_CHAR, and those that RENAME_WHITEOUT leaves behind nothing.',
    with: 'Whiteouts need MAKE_REG.',
    doc: ['security/landlock/errata/abi-1.h: "Erratum 4: Creation of whiteout objects"'],
    known: KNOWN.whiteouts,
    scenarios: ['landlock/regressions/whiteouts/**'],
  },
];
