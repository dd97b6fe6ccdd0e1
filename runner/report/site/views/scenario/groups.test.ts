import { expect, test } from 'vitest';
import type { Step } from '../../../../results/schema.ts';
import type { FullVerdict } from '../../client/site.ts';
import { groupsOf } from './groups.ts';
import { isSame, rowsOf } from './rows.ts';

const verdict = (verdict: FullVerdict['verdict'], rest: Partial<FullVerdict> = {}): FullVerdict => ({
  verdict,
  mark: verdict,
  reason: '',
  steps: [],
  more: 0,
  known: [],
  splats: [],
  console: undefined,
  plan: undefined,
  ms: 1,
  ...rest,
});

test('kernels that behaved the same are one group; failures come first, then the newest', () => {
  const details = [[verdict('pass')], undefined, [verdict('mismatch')], [verdict('pass')], [verdict('pass')]];
  expect(groupsOf('0.102', details).map(({ columns, verdict }) => [columns, verdict.verdict])).toEqual([
    [[2], 'mismatch'],
    [[4], 'pass'],
    [[0, 3], 'pass'],
  ]);
});

test('of repetitions that do not agree the gravest is shown, and how often each came is told', () => {
  const [group] = groupsOf('0', [[verdict('pass'), verdict('hang'), verdict('pass')]]);
  expect(group!.verdict.verdict).toBe('hang');
  expect(group!.repetitions).toEqual([
    ['pass', 2],
    ['hang', 1],
  ]);
});

const step = (id: number, words: string, observed: string, arm: Step['arm'] = 'test'): Step => ({
  arm,
  id,
  actor: 'client',
  words,
  role: 'check',
  expected: observed,
  observed,
  ok: true,
});

test('the same step of two groups is one row, whatever its number; what only one took has gaps', () => {
  const rows = rowsOf(
    [
      [
        step(0, 'socket()', 'success'),
        step(1, 'connect(socket#0, a)', 'success'),
        step(0, 'socket()', 'success', 'control'),
      ],
      [step(0, 'prctl()', 'success'), step(1, 'socket()', 'success'), step(2, 'connect(socket#1, a)', 'EPERM')],
    ],
    'test',
  );
  expect(
    rows.map((row) => [row.words, row.cells.map((cell) => cell && `${cell.id} ${cell.observed}`), isSame(row)]),
  ).toEqual([
    ['prctl()', [undefined, '0 success'], true],
    ['socket()', ['0 success', '1 success'], true],
    ['connect(socket#0, a)', ['1 success', '2 EPERM'], false],
  ]);
});
