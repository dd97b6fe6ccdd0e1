import type { Abi } from '../../../runner/compat/catalogue.ts';

/** The ABIs and the mainline releases whose landlock_abi_version (security/landlock/syscalls.c) is the first to have them. */
export const abis: readonly Abi[] = [
  {
    abi: 1,
    kernel: '5.13',
    notes: [
      'Files can be linked and renamed within their directory only: any other attempt is EXDEV.',
      'A domain has room for 64 layers before 5.19, for 16 since.',
      'Before 5.15.46, 5.17.14 and 5.18.3, one rule has to grant all the rights that an operation needs.',
    ],
  },
  { abi: 2, kernel: '5.19', notes: [] },
  { abi: 3, kernel: '6.2', notes: [] },
  {
    abi: 4,
    kernel: '6.7',
    notes: ['Mounts are closed only to domains with a layer that handles a filesystem right; before, to every domain.'],
  },
  { abi: 5, kernel: '6.10', notes: [] },
  { abi: 6, kernel: '6.12', notes: ['A ruleset may have scopes and handle no right.'] },
  { abi: 7, kernel: '6.15', notes: ['Denials are recorded by audit (CONFIG_AUDIT).'] },
  { abi: 8, kernel: '7.0', notes: [] },
  {
    abi: 9,
    kernel: '7.1',
    notes: ['LOG_SUBDOMAINS_OFF may be enforced without a ruleset together with TSYNC (7.0.13, too).'],
  },
  { abi: 10, kernel: '7.2', notes: ['MSG_FASTOPEN is checked as connect(2) is: a bug fix, which no bit reveals.'] },
  {
    abi: 11,
    kernel: '7.3',
    notes: [
      'landlock_restrict_self() looks at its flags before it looks at privileges.',
      'Denials, rulesets and domains have trace events (CONFIG_TRACEPOINTS).',
    ],
  },
];
