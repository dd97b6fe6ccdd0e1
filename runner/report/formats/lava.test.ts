import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { renderLava } from './lava.ts';

test('a run with everything', () => {
  expect([...renderLava(sampleResults())].join('')).toMatchInlineSnapshot(`
    "<LAVA_SIGNAL_TESTSET START debian_5.10>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.abi.version-is-answered RESULT=pass>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.scope.abstract.connect-to-a-sibling RESULT=pass>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.scope.signal.kill-the-parent RESULT=pass>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.threads.all-threads-are-restricted RESULT=fail>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.net.tcp.bind-a-port RESULT=skip>
    <LAVA_SIGNAL_TESTSET STOP>
    <LAVA_SIGNAL_TESTSET START debian_7.3>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.abi.version-is-answered RESULT=pass>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.scope.abstract.connect-to-a-sibling RESULT=fail>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.scope.signal.kill-the-parent RESULT=fail>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.threads.all-threads-are-restricted RESULT=pass>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=landlock.net.tcp.bind-a-port RESULT=unknown>
    <LAVA_SIGNAL_TESTSET STOP>
    <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=kconform.infrastructure RESULT=pass>
    "
  `);
});

test('a run that is not whole', () => {
  const doc = { ...sampleResults(), kernels: [], verdicts: [], status: 'interrupted' as const };
  expect([...renderLava(doc)]).toEqual(['<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=kconform.infrastructure RESULT=fail>\n']);
});

test('whatever a name has, a signal is a line of its own', () => {
  const lines = [...renderLava(hostileResults())].join('').trimEnd().split('\n');
  const signal =
    /^<LAVA_SIGNAL_(TESTSET START [\w.-]+|TESTSET STOP|TESTCASE TEST_CASE_ID=[\w.-]+ RESULT=(pass|fail|skip|unknown))>$/;
  expect(lines.filter((line) => !signal.test(line))).toEqual([]);
  expect(lines).toHaveLength(10 + 2 * 2 + 1);
});
