import { expect, test } from 'vitest';
import { sampleResults } from '../../runner/results/sample.ts';
import { compareVerdicts } from './compare.ts';

test('times do not count; verdicts, reasons, observations and what is missing do', () => {
  const doc = sampleResults();
  const changed = structuredClone(doc);
  for (const verdict of changed.verdicts) verdict.ms += 1;
  expect(compareVerdicts(doc, changed)).toEqual([]);
  changed.verdicts[0]!.verdict = 'hang';
  changed.verdicts[1]!.steps[0]!.observed = 'EINTR';
  changed.verdicts.splice(3, 1);
  expect(compareVerdicts(doc, changed)).toEqual([
    'debian:5.10 landlock/abi/version-is-answered 0: pass; ; test 1 OK / hang; ; test 1 OK',
    'debian:5.10 landlock/scope/abstract/connect-to-a-sibling 0: pass; ; test 1 OK / pass; ; test 1 EINTR',
    'debian:5.10 landlock/threads/all-threads-are-restricted 0: hang; deadline of 5000 ms passed, the guest still answered; test 1 OK / nothing',
  ]);
});
