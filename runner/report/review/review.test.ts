import { describe, expect, test } from 'vitest';
import { sampleKernel, sampleResults } from '../../results/sample.ts';
import type { Step, Verdict } from '../../results/schema.ts';
import { findingsOf } from '../../review/findings.ts';
import type { KernelState } from '../../review/review.ts';
import type { Review, ReviewedBase } from '../../review/verdict.ts';
import { HOSTILE } from '../../testing/hostile-results.ts';
import { renderReviewPage } from './html.ts';
import { renderReviewJson } from './json.ts';
import { renderReview } from './text.ts';

const step = (words: string, observed: string, expected = observed): Step => ({
  ...{ arm: 'test', id: 1, actor: 'client', words, role: 'check', observed, expected },
  ok: observed === expected,
});

/** A state whose scenarios have these verdicts. */
function state(patch: number, abi: number, verdicts: Record<string, Partial<Verdict>>): KernelState {
  const kernel = `build:7.3-v2-${patch}`;
  const whole = Object.entries(verdicts).map(([scenario, rest]) => ({
    ...{ kernel, scenario, verdict: 'pass' as const, reason: '', steps: [], ms: 1, ...rest },
  }));
  const kernels = [sampleKernel(kernel, '7.3.4', abi, 15)];
  const doc = { ...sampleResults(), kernels, scenarios: [], infrastructure: [], verdicts: whole };
  const warnings = patch < 2 ? [] : ['security/landlock/fs.c:12:3: warning: unused variable ‘x’ [-Wunused-variable]'];
  return { patch, kernel, sha256: `${patch}`, warnings, doc, path: `results/review/${patch}.json`, sameAs: undefined };
}

const connect =
  'landlock/scope/pathname/connect-to-a-socket-of-a-sibling-whose-name-is-longer-than-any-line-ought-to-be';
const unsupported = { verdict: 'unsupported' as const, reason: 'needs the scope PATHNAME_UNIX_SOCKET' };
const oops = { verdict: 'crash' as const, reason: 'oops', splats: [{ kind: 'oops', title: 'BUG: at 0x12' }] };

function reviewed(rest: Partial<ReviewedBase> = {}): Review {
  const states = [
    state(0, 11, {
      'landlock/fs/read': {},
      'landlock/abi': { steps: [step('version', '11')] },
      [connect]: unsupported,
    }),
    state(1, 12, {
      'landlock/fs/read': {},
      'landlock/abi': { steps: [step('version', '12')] },
      [connect]: { steps: [step('connect()', 'EPERM')] },
    }),
    state(2, 12, {
      'landlock/fs/read': oops,
      'landlock/abi': { steps: [step('version', '12')] },
      [connect]: { steps: [step('connect()', 'EPERM')] },
    }),
  ];
  const titles = ['landlock: Add a scope', 'landlock: Use it', 'landlock: Mend it'];
  const applied = titles.slice(0, 2).map((name, index) => ({ name, merged: index === 1, paths: [] }));
  const broken = [{ patch: 3, kind: 'apply' as const, reason: 'security/landlock/fs.c:8: hunk 1 of 2 fails' }];
  const base = { name: '7.3', words: 'linux-source-7.3 7.3.4-1~bpo13+1', patches: titles, applied, states, broken };
  return {
    title: 'landlock: Scope pathname UNIX sockets',
    bases: [{ ...base, ...findingsOf(base), ...rest }],
  };
}

const line = (line: number, count: number) => ({ line, function: 'hook', count, branches: [] });
const coverage = {
  patches: [
    {
      patch: '[PATCH 1/3] landlock: Add a scope',
      files: [
        { path: 'security/landlock/fs.c', added: 4, numbers: [3, 4, 5, 6], ran: [line(3, 1)], missed: [line(4, 0)] },
      ],
      uncounted: [{ path: 'include/uapi/linux/landlock.h', added: 9 }],
    },
  ],
};

test('as text for a mail', () => {
  expect(renderReview(reviewed({ coverage }))).toMatchInlineSnapshot(`
    "landlock: Scope pathname UNIX sockets: 3 patches

      1/3  landlock: Add a scope
      2/3  landlock: Use it
      3/3  landlock: Mend it

      7.3: 3/3 does not apply, 1 regression, what it adds: 2 scenarios, all
           pass, 1 new splat, 1 new warning

    On 7.3 (linux-source-7.3 7.3.4-1~bpo13+1)
    =========================================

      base  ABI 11: 2 pass, 1 unsupported
            build:7.3-v2-0, results/review/0.json
      1/3   ABI 12: 3 pass
            build:7.3-v2-1, results/review/1.json
      2/3   ABI 12: 2 pass, 1 crash, applied by a three-way merge
            build:7.3-v2-2, results/review/2.json

    3/3 does not apply:
        security/landlock/fs.c:8: hunk 1 of 2 fails

    Regressions: 1

      2/3  pass → crash, BUG: at 0x12, 1 scenario in landlock/fs
             read
             - pass
             + crash: oops

    What the kernel says of itself

      1/3  ABI: 11 → 12

    Scenarios that need what the series adds: 2 scenarios, all pass

      1/3  version: 11 → 12, 1 scenario in landlock
             abi
             - client: version = 11
             + client: version = 12
      1/3  needs the scope PATHNAME_UNIX_SOCKET → pass, 1 scenario in
           landlock/scope/pathname
             connect-to-a-socket-o…ose-name-is-longer-than-any-line-ought-to-be
             + client: connect() = EPERM

    New splats: 1

      2/3  BUG: at 0x12, in 1 scenario such as landlock/fs/read

    New compiler warnings: 1

      2/3  security/landlock/fs.c:12:3: warning: unused variable ‘x’
           [-Wunused-variable]

    Patch coverage: 1 of 2 added lines of code ran

      [PATCH 1/3] landlock: Add a scope: 1 of 2 added lines of code ran
          security/landlock/fs.c:4  hook  never run
          not counted: include/uapi/linux/landlock.h (9 added)
    "
  `);
});

test('a base with a version of its own of the series has its patches told', () => {
  const { title, bases } = reviewed();
  const other = { ...bases[0]!, name: '7.2', patches: ['landlock: Add a scope', 'landlock: Use it (7.2)', 'x'] };
  expect(renderReview({ title, bases: [...bases, other] })).toMatch(/\n {2}2\/3 {2}landlock: Use it \(7\.2\)\n/);
  expect(renderReviewPage({ title, bases: [...bases, other] })).toContain('<td>landlock: Use it (7.2)</td>');
});

test('of a reason, messages are wrapped, and source that is quoted is cut', () => {
  const quoted = `\t\t${'long '.repeat(20)}`;
  const reason = `security/landlock/fs.c:8: hunk 1 of 2 fails, these lines are not there and nowhere near:\n${quoted}\n  security/landlock/fs.c:9:1: error: ${'x '.repeat(40)}`;
  const text = renderReview(reviewed({ broken: [{ patch: 3, kind: 'apply', reason }] }));
  expect(text).toContain(
    '\n    security/landlock/fs.c:8: hunk 1 of 2 fails, these lines are not there\n      and nowhere near:\n',
  );
  expect(text).toMatch(/^ {20}(long ){10}long…$/m);
  expect(text.split('\n').filter((line) => line.length > 75)).toEqual([]);
});

test('no line is longer than mailing lists take, but for what cannot be broken', () => {
  const lines = renderReview(reviewed({ coverage })).split('\n');
  expect(lines.filter((line) => line.length > 75)).toEqual([]);
});

test('nothing is wrong: that is said', () => {
  const { bases, title } = reviewed();
  const states = bases[0]!.states.slice(0, 2);
  const base = { ...bases[0]!, states, broken: [], ...findingsOf({ states }) };
  const text = renderReview({ title, bases: [base] });
  expect(text).toContain('\n  7.3: no regressions, what it adds: 2 scenarios, all pass\n');
  expect(text).toContain('\nRegressions: none\n');
  expect(text).toContain('\nNew compiler warnings: none\n');
  expect(JSON.parse(renderReviewJson({ title, bases: [base] }))).toMatchObject({ status: 0 });
});

test('for programs', () => {
  const document = JSON.parse(renderReviewJson(reviewed({ coverage })));
  expect(document).toMatchObject({
    schema: 'kconform-review-1',
    status: 1,
    bases: [
      {
        kernels: [
          { patch: 0, abi: 11, same_as: null, verdicts: { pass: 2, unsupported: 1 } },
          { patch: 1, abi: 12 },
          { patch: 2, verdicts: { crash: 1 } },
        ],
        broken: [{ patch: 3, kind: 'apply' }],
        facts: [{ name: 'ABI', before: '11', after: '12', patches: [1] }],
        regressions: [{ scenario: 'landlock/fs/read', patches: [2], change: 'regressed' }],
        added: [{ scenario: 'landlock/abi' }, { scenario: connect, change: 'supported' }],
        warnings: [{ patch: 2 }],
        coverage: { figures: { added: 4, code: 2, ran: 1 } },
      },
    ],
  });
});

describe('the page', () => {
  test('has all of it, and how to ask again', () => {
    const page = renderReviewPage(reviewed({ coverage }));
    for (const words of [
      '<h1>landlock: Scope pathname UNIX sockets</h1>',
      '3/3 does not apply, 1 regression, what it adds: 2 scenarios, all pass, 1 new splat, 1 new warning',
      '<b>2/3</b> pass → crash, BUG: at 0x12',
      `kconform run --kernel build:7.3-v2-2 --scenario landlock/fs/read`,
      'unused variable ‘x’ [-Wunused-variable]',
      '1 of 2 added lines of code ran',
    ]) {
      expect(page).toContain(words);
    }
  });

  test('text cannot become markup', () => {
    const { bases } = reviewed({ coverage: { reason: '<script>alert(1)</script>' } });
    const base = { ...bases[0]!, words: `"'><img src=x>${HOSTILE}` };
    const page = renderReviewPage({ title: '</title><script>', bases: [base] });
    expect(page).not.toMatch(/<script|<img/);
    expect(page).toContain('&lt;/title&gt;&lt;script&gt;');
  });
});
