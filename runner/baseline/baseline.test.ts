import { expect, test } from 'vitest';
import { renderBaseline } from '../report/baseline.ts';
import { sampleResults } from '../results/sample.ts';
import type { Results, Verdict } from '../results/schema.ts';
import { type Baseline, excuser, judgeAgainst } from './baseline.ts';
import { parseKnownFailures } from './known-failures.ts';

/** The failures of the sample: a hang on 5.10; a mismatch, a crash and a broken one on 7.3. */
const doc = sampleResults();
const now = new Date('2026-12-24T12:00:00Z');

const known = (...entries: [scenario: string, kernel: string, verdict: string, expires?: string][]) =>
  parseKnownFailures(
    entries
      .map(
        ([scenario, kernel, verdict, expires = '2027-01-01']) =>
          `Scenario: ${scenario}\nKernel: ${kernel}\nVerdict: ${verdict}\nReason: a bug\nExpires: ${expires}\n`,
      )
      .join('\n'),
    'known',
  );

const told = (baseline: Partial<Baseline>, of = doc) =>
  renderBaseline(judgeAgainst(of, { known: [], earlier: [], now, ...baseline }));

const change = (of: Results, to: (verdict: Verdict) => Verdict): Results => ({ ...of, verdicts: of.verdicts.map(to) });

test('against nothing, all failures count', () => {
  expect(told({})).toMatchInlineSnapshot(`
    "regression  hang  landlock/threads/all-threads-are-restricted on debian:5.10 (not known)
    regression  mismatch  landlock/scope/abstract/connect-to-a-sibling on debian:7.3 (not known)
    regression  crash  landlock/scope/signal/kill-the-parent on debian:7.3 (not known)
    regression  broken  landlock/net/tcp/bind-a-port on debian:7.3 (not known)
    baseline    4 regressions
    "
  `);
});

test('known failures: expired, of another verdict, and such as pass', () => {
  expect(
    told({
      known: known(
        ['landlock/threads', '*', 'hang'],
        ['landlock/scope', 'debian:*', 'mismatch'],
        ['landlock/net', 'debian:7.3', 'broken', '2026-12-23'],
        ['landlock/abi', 'debian:5.10', 'crash'],
      ),
    }),
  ).toMatchInlineSnapshot(`
    "regression  crash  landlock/scope/signal/kill-the-parent on debian:7.3 (known:7: known as mismatch)
    regression  broken  landlock/net/tcp/bind-a-port on debian:7.3 (known:13: known until 2026-12-23, which has passed)
    known       known:1: a bug (1 failure)
    known       known:7: a bug (1 failure)
    passes      known:1: 1 of 2 pass, such as landlock/threads/all-threads-are-restricted on debian:7.3: say less
    passes      known:7: 2 of 4 pass, such as landlock/scope/abstract/connect-to-a-sibling on debian:5.10: say less
    passes      known:19: landlock/abi/version-is-answered on debian:5.10 passes: take it out
    baseline    2 regressions, 2 known failures, 3 known failures to take out or narrow
    "
  `);
});

test('an earlier run: what failed there in the same way is no regression', () => {
  expect(told({ earlier: [{ path: 'then.json', doc }] })).toBe(`known       then.json: hang there, too (1 failure)
known       then.json: mismatch there, too (1 failure)
known       then.json: crash there, too (1 failure)
known       then.json: broken there, too (1 failure)
baseline    no regression, 4 known failures
`);
});

test('an earlier run: what passed there, failed otherwise, or was not there, is', () => {
  const before = change(doc, (one) => {
    if (one.verdict === 'mismatch') return { ...one, verdict: 'pass' };
    return one.verdict === 'crash' ? { ...one, verdict: 'mismatch' } : one;
  });
  const verdicts = before.verdicts.filter(({ verdict }) => verdict !== 'hang');
  expect(told({ earlier: [{ path: 'then.json', doc: { ...before, verdicts } }] })).toMatchInlineSnapshot(`
    "regression  hang  landlock/threads/all-threads-are-restricted on debian:5.10 (new since the baseline)
    regression  mismatch  landlock/scope/abstract/connect-to-a-sibling on debian:7.3 (pass in then.json)
    regression  crash  landlock/scope/signal/kill-the-parent on debian:7.3 (mismatch in then.json)
    known       then.json: broken there, too (1 failure)
    baseline    3 regressions, 1 known failure
    "
  `);
});

test('a kernel that shows a known bug which it did not show is a regression, although it passes', () => {
  const before = change(doc, ({ known: _, ...one }) => one);
  expect(told({ earlier: [{ path: 'then.json', doc: before }] })).toContain(
    'regression  pass  landlock/threads/all-threads-are-restricted on debian:7.3 (shows what it did not in then.json: CVE-2026-72183',
  );
});

test('single kernels belong together, others that the baseline lacks are told', () => {
  const rename = (of: Results, id: string): Results => ({
    ...of,
    kernels: of.kernels.filter((kernel) => kernel.id === 'debian:7.3').map((kernel) => ({ ...kernel, id })),
    verdicts: of.verdicts
      .filter(({ kernel }) => kernel === 'debian:7.3')
      .map((verdict) => ({ ...verdict, kernel: id })),
  });
  const earlier = [{ path: 'then.json', doc: rename(doc, 'build:base') }];
  expect(told({ earlier }, rename(doc, 'build:series'))).toContain('baseline    no regression, 3 known failures\n');
  expect(told({ earlier })).toContain(
    'note        the baseline has no results of debian:5.10: all its failures count\n',
  );
});

test('while the run goes on, --bail asks of each failure whether it is known', () => {
  const isKnown = excuser({ known: known(['landlock/net', '*', 'broken']), earlier: [], now });
  const failure = { kernel: 'debian:7.3', scenario: 'landlock/net/tcp/bind-a-port' };
  expect(isKnown({ ...failure, verdict: 'broken' })).toBe(true);
  expect(isKnown({ ...failure, verdict: 'crash' })).toBe(false);
});
