/** A small catalogue and a results document about it, for tests. */

import { sampleKernel, sampleResults } from '../results/sample.ts';
import { type Results, SCHEMA, type Step, type Verdict } from '../results/schema.ts';
import type { Catalogue } from './catalogue.ts';

/** One right, one scope, one flag, one gap, one erratum. */
export const sampleCatalogue: Catalogue = {
  subsystem: 'Landlock',
  source: 'Linux 7.3.4',
  calls: { create: 'landlock_create_ruleset', enforce: 'landlock_restrict_self', others: ['landlock_add_rule'] },
  abis: [
    { abi: 1, kernel: '5.13', notes: [] },
    { abi: 6, kernel: '6.12', notes: ['A ruleset may have scopes and handle no right.'] },
    { abi: 9, kernel: '7.1', notes: [] },
  ],
  features: [
    {
      id: 'LANDLOCK_ACCESS_FS_RESOLVE_UNIX',
      kind: 'access_fs',
      topic: 'sockets',
      what: 'Connect to a UNIX domain socket at a path.',
      abi: 9,
      value: '0x10000',
      field: 'handled_access_fs',
      operations: [{ what: 'connect(2) to a path', errno: 'EACCES' }],
      unsupported: [{ abi: [1, 8], errno: 'EINVAL' }],
      bestEffort: 'Every socket at a path.',
      errata: [],
      known: [],
      notes: ['Abstract sockets are another matter.'],
      doc: ['include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX'],
      evidence: {
        uses: '^landlock_create_ruleset\\(\\{fs=RESOLVE_UNIX\\}',
        denied: [{ scenarios: ['landlock/unix/**'] }],
        kept: ['landlock/unix/**'],
      },
    },
    {
      id: 'LANDLOCK_SCOPE_SIGNAL',
      kind: 'scope',
      topic: 'scopes',
      what: 'Keep to processes in the same or a nested domain when sending signals.',
      abi: 6,
      operations: [{ what: 'kill(2)', errno: 'EPERM' }],
      unsupported: [{ abi: [1, 5], errno: 'E2BIG' }],
      bestEffort: 'Every process that the user may signal.',
      errata: [2],
      known: [],
      notes: [],
      doc: ['Documentation/userspace-api/landlock.rst: IPC scoping'],
      evidence: {
        uses: '^landlock_create_ruleset\\(\\{scoped=SIGNAL\\}',
        denied: [{ scenarios: ['landlock/scope/**'] }],
      },
    },
  ],
  errata: [
    {
      number: 2,
      title: 'Scoped signal handling',
      abi: 6,
      fixed: ['6.15'],
      without: 'Threads cannot signal each other.',
      with: 'They can.',
      doc: ['security/landlock/errata/abi-6.h: Erratum 2: Scoped signal handling'],
      known: 'erratum 2: a thread may not signal the other threads of its process',
      scenarios: ['landlock/scope/threads/**'],
    },
  ],
  gaps: [
    {
      id: 'metadata',
      topic: 'rights',
      what: 'Modes of files can be changed.',
      doc: ['include/uapi/linux/landlock.h'],
      scenarios: ['landlock/fs/free/**'],
    },
  ],
  errors: [
    {
      call: 'landlock_create_ruleset',
      errno: 'EINVAL',
      when: 'an unknown right',
      doc: ['security/landlock/syscalls.c: landlock_create_ruleset()'],
    },
    {
      call: 'landlock_restrict_self',
      errno: 'E2BIG',
      when: 'the 17th layer',
      doc: ['security/landlock/syscalls.c: landlock_restrict_self()'],
    },
  ],
};

type Said = readonly [actor: string, words: string, observed: string, expected?: string];

function steps(arm: Step['arm'], said: readonly Said[]): Step[] {
  return said.map(([actor, words, observed, expected = observed], id) => {
    const role = /^(socket|process)/.test(words) ? 'setup' : 'check';
    return { arm, id, actor, words, role, expected, observed, ok: observed === expected };
  });
}

const verdictOf = (
  kernel: string,
  scenario: string,
  said: readonly Said[],
  control: readonly Said[] = [],
  more: Partial<Verdict> = {},
): Verdict => {
  const all = [...steps('test', said), ...steps('control', control)];
  const verdict = all.every(({ ok }) => ok) ? 'pass' : 'mismatch';
  return { kernel, scenario, verdict, reason: verdict === 'pass' ? '' : 'another answer', steps: all, ms: 1, ...more };
};

export const CONNECT = 'landlock/unix/relations/connect-client-sandboxed';
export const OLD = 'debian:6.12';
export const NEW = 'debian:7.3';

const ruleset = (words: string, observed: string): Said => [
  'client',
  `landlock_create_ruleset({${words}}, 48, 0)`,
  observed,
];
const enforce: Said = ['client', 'landlock_restrict_self(ruleset#3, 0)', 'success'];

/** The client connects, in a domain that handles `handled`; `answer` is what comes, EACCES what ought to. */
export function connecting(kernel: string, answer: string, handled = 'fs=RESOLVE_UNIX'): Verdict {
  return verdictOf(
    kernel,
    `${CONNECT}-best-effort`,
    [
      ruleset(handled, 'success'),
      enforce,
      ['client', 'socket(AF_UNIX)', 'success'],
      ['client', 'connect(socket#9, "kconform", 11)', answer, 'EACCES'],
    ],
    [
      ['client', 'socket(AF_UNIX)', 'success'],
      ['client', 'connect(socket#5, "kconform", 11)', 'success'],
    ],
  );
}

/** On a kernel that has no such right. */
export const escaping = (kernel: string): Verdict =>
  verdictOf(kernel, `${CONNECT}-best-effort`, [
    ['client', 'socket(AF_UNIX)', 'success'],
    ['client', 'connect(socket#6, "kconform", 11)', 'success'],
  ]);

export const refused = (kernel: string, observed: string): Verdict =>
  verdictOf(kernel, `${CONNECT}-strict`, [ruleset('fs=RESOLVE_UNIX', observed)]);

export const threads = (kernel: string, known: Verdict['known'] = []): Verdict =>
  verdictOf(
    kernel,
    'landlock/scope/threads/tgkill',
    [['client', 'tgkill()', known.length > 0 ? 'EPERM' : 'success']],
    [],
    known.length > 0 ? { known } : {},
  );

/** A document of some verdicts. */
export function documentOf(verdicts: readonly Verdict[], more: Partial<Results> = {}): Results {
  return {
    ...sampleResults(),
    schema: SCHEMA,
    tool: { version: '0.1.0', commit: '0123456789ab' },
    kernels: [sampleKernel(OLD, '6.12.107-cloud-amd64', 6, 2), sampleKernel(NEW, '7.3.4-cloud-amd64', 11, 15)],
    scenarios: [],
    verdicts: [...verdicts],
    ...more,
  };
}

/** Everything as it ought to be. */
export const healthy = (): Results =>
  documentOf([
    escaping(OLD),
    refused(OLD, 'EINVAL'),
    threads(OLD),
    connecting(NEW, 'EACCES'),
    refused(NEW, 'success'),
    threads(NEW),
  ]);
