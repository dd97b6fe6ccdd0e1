import { expect, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { renderKnown } from './known.ts';

test('what is known is told once, with its kernels', () => {
  const doc = sampleResults();
  const passed = doc.verdicts.filter(({ verdict }) => verdict === 'pass');
  for (const verdict of passed) verdict.known = [{ kind: 'limited', what: 'raw sockets are not restricted' }];
  passed[0]!.known!.push({ kind: 'flawed', what: 'erratum 1: MPTCP is taken for TCP' });
  expect(renderKnown(doc)).toMatchInlineSnapshot(`
    "known  debian:5.10: known bug, erratum 1: MPTCP is taken for TCP (1 scenario)
    known  every kernel: known limitation, raw sockets are not restricted (4 scenarios)"
  `);
});

test('nothing known, nothing told', () => {
  expect(renderKnown({ ...sampleResults(), verdicts: [] })).toBe('');
});
