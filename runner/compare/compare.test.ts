import { describe, expect, test } from 'vitest';
import { sampleKernel, sampleResults } from '../results/sample.ts';
import type { Outcome, Results, Step, Verdict } from '../results/schema.ts';
import { compareKernels, compareStandings, groupDifferences, isSame, pairKernels } from './index.ts';

const step = (id: number, words: string, observed: string, expected = observed, rest: Partial<Step> = {}): Step => ({
  arm: 'test',
  id,
  actor: 'client',
  words,
  role: 'check',
  expected,
  observed,
  ok: observed === expected,
  ...rest,
});

const standing = (verdict: Outcome, steps: Step[] = [], rest: Partial<Verdict> = {}) => ({
  verdict: { kernel: 'k', scenario: 'landlock/scope/x', verdict, reason: '', steps, ms: 1, ...rest },
  times: 1,
  failures: verdict === 'pass' || verdict === 'unsupported' ? 0 : 1,
});

const becomes = (before: ReturnType<typeof standing> | undefined, after: ReturnType<typeof standing> | undefined) => {
  const difference = compareStandings('landlock/scope/x', before, after);
  return difference === undefined ? 'same' : `${difference.change}: ${difference.what}`;
};

describe('what became of a scenario', () => {
  const denied = [step(2, 'connect(socket#1, …)', 'EPERM')];
  const open = [step(2, 'connect(socket#1, …)', 'success', 'EPERM')];
  const bug = (what: string, kind: 'flawed' | 'vulnerable' | 'limited' = 'flawed') => ({ known: [{ kind, what }] });

  test.for<[string, Parameters<typeof becomes>]>([
    ['same', [standing('pass', denied), standing('pass', denied)]],
    ['regressed: pass → mismatch, connect: EPERM → success', [standing('pass', denied), standing('mismatch', open)]],
    ['improved: mismatch → pass, connect: success → EPERM', [standing('mismatch', open), standing('pass', denied)]],
    [
      'regressed: unsupported → mismatch, connect: expected EPERM, observed success',
      [standing('unsupported'), standing('mismatch', open, { reason: 'the reason' })],
    ],
    ['same', [standing('mismatch', open), standing('mismatch', open)]],
    [
      'failing: mismatch → mismatch, connect: success → EACCES',
      [standing('mismatch', open), standing('mismatch', [step(2, 'connect(socket#1, …)', 'EACCES', 'EPERM')])],
    ],
    [
      'failing: mismatch → crash, KASAN: use-after-free',
      [
        standing('mismatch', open),
        standing('crash', open, { splats: [{ kind: 'kasan', title: 'KASAN: use-after-free' }] }),
      ],
    ],
    [
      'same',
      [standing('crash', [], { reason: 'BUG at hook+0x12' }), standing('crash', [], { reason: 'BUG at hook+0x34' })],
    ],
    [
      'failing: hang → hang, step 2',
      [standing('hang', [], { reason: 'step one' }), standing('hang', [], { reason: 'step 2' })],
    ],
    ['unsupported: needs net', [standing('mismatch', open), standing('unsupported', [], { reason: 'needs net' })]],
    ['supported: needs net → pass', [standing('unsupported', [], { reason: 'needs net' }), standing('pass', denied)]],
    ['same', [standing('unsupported'), standing('unsupported')]],
    ['new: mismatch', [undefined, standing('mismatch', open)]],
    ['gone: pass', [standing('pass', denied), undefined]],
    ['flawed: CVE-1', [standing('pass', denied), standing('pass', denied, bug('CVE-1', 'vulnerable'))]],
    [
      'fixed: CVE-1',
      [standing('pass', denied, bug('CVE-1')), standing('pass', denied, bug('no rule for it', 'limited'))],
    ],
    [
      'errno: connect: EPERM → success',
      [standing('pass', denied), standing('pass', [step(2, 'connect(socket#1, …)', 'success')])],
    ],
    [
      'answer: read: the value 6 → the value 7',
      [standing('pass', [step(0, 'read()', 'the value 6')]), standing('pass', [step(0, 'read()', 'the value 7')])],
    ],
    [
      'same',
      [
        standing('pass', [
          step(0, 'run pkill', 'exit status 1, printing "pid 74 failed"', 'exit status 1', { ok: true }),
        ]),
        standing('pass', [
          step(0, 'run pkill', 'exit status 1, printing "pid 73 failed"', 'exit status 1', { ok: true }),
        ]),
      ],
    ],
    [
      'answer: run: exit status 1, printing "pid 74 failed" → exit status 2, printing "pid 74 failed"',
      [
        standing('pass', [step(0, 'run pkill', 'exit status 1, printing "pid 74 failed"')]),
        standing('pass', [step(0, 'run pkill', 'exit status 2, printing "pid 74 failed"')]),
      ],
    ],
    ['steps: close: added', [standing('pass', denied), standing('pass', [...denied, step(3, 'close(3)', 'success')])]],
    [
      'expectation: connect: expected EPERM → EPERM or EACCES',
      [standing('pass', denied), standing('pass', [step(2, 'connect(socket#1, …)', 'EPERM', 'EPERM or EACCES')])],
    ],
  ])('%s', ([wanted, sides]) => {
    expect(becomes(...sides)).toBe(wanted);
  });
});

test('steps are paired by what they do, whatever their numbers', () => {
  const before = [step(0, 'socket()', 'success'), step(1, 'connect(socket#0, a)', 'EPERM')];
  const after = [
    step(0, 'prctl(1)', 'success'),
    step(1, 'socket()', 'success'),
    step(2, 'connect(socket#1, a)', 'EACCES'),
    step(3, 'close(socket#1)', 'success'),
  ];
  const { steps } = compareStandings('s', standing('pass', before), standing('pass', after))!;
  expect(steps.map(({ kind, before, after }) => [kind, before?.id, after?.id])).toEqual([
    ['added', undefined, 0],
    ['same', 0, 1],
    ['errno', 1, 2],
    ['added', undefined, 3],
  ]);
});

test('a step with another argument is one that changed; one of another actor is not', () => {
  const before = [step(0, 'create({fs=READ})', 'success')];
  const kinds = (after: Step[]) =>
    compareStandings('s', standing('pass', before), standing('pass', after))?.steps.map(({ kind }) => kind);
  expect(kinds([step(0, 'create({fs=READ|REFER})', 'EINVAL')])).toEqual(['denied']);
  expect(kinds([step(0, 'create({fs=READ})', 'success', 'success', { actor: 'server' })])).toEqual([
    'removed',
    'added',
  ]);
});

/** The sample with a second kernel like its first. */
function twice(change: (verdict: Verdict) => Verdict[] = (verdict) => [verdict]): Results {
  const doc = sampleResults();
  const kernel = 'debian:5.10';
  const verdicts = doc.verdicts.filter((verdict) => verdict.kernel === kernel);
  const copies = verdicts.flatMap((verdict) => change({ ...verdict, kernel: 'copy' }));
  return {
    ...doc,
    kernels: [...doc.kernels, sampleKernel('copy', '5.10.1', 0, null)],
    verdicts: [...doc.verdicts, ...copies],
  };
}

test('kernels of one document', () => {
  const doc = sampleResults();
  const { counts, differences, before, after } = compareKernels(
    { doc, kernel: 'debian:5.10' },
    { doc, kernel: 'debian:7.3' },
  );
  expect([before.abi, after.abi]).toEqual([0, 11]);
  expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([
    ['regressed', 3],
    ['improved', 1],
    ['same', 1],
  ]);
  expect(differences.map(({ change, what, topic }) => [change, what, topic])).toMatchInlineSnapshot(`
    [
      [
        "regressed",
        "unsupported → broken, bind: expected OK, observed EADDRINUSE",
        "landlock/net/tcp",
      ],
      [
        "regressed",
        "pass → mismatch, connect: expected EPERM, observed OK",
        "landlock/scope/abstract",
      ],
      [
        "regressed",
        "pass → crash, BUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80",
        "landlock/scope/signal",
      ],
      [
        "improved",
        "hang → pass, deadline of 5000 ms passed, the guest still answered",
        "landlock/threads",
      ],
    ]
  `);
  expect(isSame({ counts })).toBe(false);
});

test('of repetitions, the gravest counts, and how often is told', () => {
  const doc = twice((verdict) =>
    verdict.scenario === 'landlock/abi/version-is-answered'
      ? [0, 1, 2].map((repeat) => ({ ...verdict, repeat, ...(repeat === 1 && { verdict: 'hang' as const }) }))
      : [verdict],
  );
  const { differences } = compareKernels({ doc, kernel: 'debian:5.10' }, { doc, kernel: 'copy' });
  expect(differences.map(({ change, after }) => [change, after?.times, after?.failures])).toEqual([
    ['regressed', 3, 1],
  ]);
});

test('a kernel is the same as itself, and no other kernel is made up', () => {
  const doc = twice();
  expect(isSame(compareKernels({ doc, kernel: 'debian:5.10' }, { doc, kernel: 'copy' }))).toBe(true);
  expect(() => compareKernels({ doc, kernel: 'debian:5.10' }, { doc, kernel: 'debian:9' })).toThrow(RangeError);
});

test('a choice of scenarios', () => {
  const doc = sampleResults();
  const isChosen = (scenario: string) => scenario.startsWith('landlock/net');
  const { counts } = compareKernels({ doc, kernel: 'debian:5.10' }, { doc, kernel: 'debian:7.3' }, { isChosen });
  expect(Object.values(counts).reduce((a, b) => a + b)).toBe(1);
});

test('the same change is one group, over all topics, the most frequent first', () => {
  const difference = (scenario: string, observed: string) =>
    compareStandings(
      scenario,
      standing('pass', [step(0, 'connect()', 'EPERM')]),
      standing('pass', [step(0, 'connect()', observed)]),
    )!;
  const gone = compareStandings('a/b/z', undefined, standing('pass'))!;
  const groups = groupDifferences([
    gone,
    difference('a/b/1', 'EACCES'),
    difference('a/c/2', 'success'),
    difference('a/b/3', 'success'),
  ]);
  expect(
    groups.map(({ change, what, count, topics }) => [change, what, count, topics.map(({ topic }) => topic)]),
  ).toEqual([
    ['errno', 'connect: EPERM → success', 2, ['a/b', 'a/c']],
    ['errno', 'connect: EPERM → EACCES', 1, ['a/b']],
    ['new', 'pass', 1, ['a/b']],
  ]);
});

test('kernels of two documents are paired by name, and two single ones in any case', () => {
  const one = { ...sampleResults(), kernels: [sampleKernel('build:old', '7.3.0', 11, 15)] };
  const other = { ...sampleResults(), kernels: [sampleKernel('build:new', '7.3.0', 11, 15)] };
  const both = { ...sampleResults(), kernels: [...one.kernels, ...other.kernels] };
  const names = (before: Results, after: Results) => {
    const { pairs, ...rest } = pairKernels(before, after);
    return { pairs: pairs.map(({ before, after }) => [before.kernel, after.kernel]), ...rest };
  };
  expect(names(one, other)).toEqual({ pairs: [['build:old', 'build:new']], onlyBefore: [], onlyAfter: [] });
  expect(names(both, other)).toEqual({ pairs: [['build:new', 'build:new']], onlyBefore: ['build:old'], onlyAfter: [] });
});
