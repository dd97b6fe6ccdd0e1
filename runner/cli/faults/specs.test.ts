/** Specs with mistakes: of whoever is writing one, who wants to know where. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure, expectNoTrace, results, run, suite, temporary } from '../../testing/fault-box.ts';

test.each([
  [
    'throws',
    "quick('fine');\nthrow new Error('on purpose');",
    /x\.spec\.ts does not load: on purpose \(.*x\.spec\.ts:\d+:\d+\)/,
  ],
  ['does not parse', "quick('fine'", /x\.spec\.ts does not load: /],
  ['imports what is not there', "import './nothing.ts';", /x\.spec\.ts does not load: Cannot find module/],
  ['declares a scenario twice', "quick('fine');\nquick('fine');", /does not load: two scenarios are called 'x\/fine'/],
])('a spec that %s at load', async (_, text, message) => {
  const result = await run(['run', '--kernel', 'debian:7.3', '--suite', suite(text)]);
  expectFailure(result, 2, message);
  expect(result.stderr).toMatch(/^kconform: error: /);
});

test('a folder without specs', async () => {
  expectFailure(await run(['list', '--suite', temporary()]), 2, /there is no spec below .*\nhint: .*NAME\.spec\.ts/);
});

test('a body that throws, and a plan over the limits: broken, and the others are judged', async () => {
  const document = join(temporary(), 'results.json');
  const folder = suite(`quick('before');
k.scenario('a body that throws', options, () => { throw new Error('on purpose'); });
k.scenario('too many steps', options, (t) => {
  for (let step = 0; step < 2000; step++) t.main.getpid();
  t.main.getpid().expect(k.OK);
});
k.scenario('too much memory', options, (t) => { t.main.write(1, new Uint8Array(5_000_000)).expect(k.OK); });
quick('after');
`);
  const result = await run(['run', '--kernel', 'debian:7.3', '--jobs', '1', '--suite', folder, '--results', document]);
  expectNoTrace(result);
  expect(result.status).toBe(1);
  const doc = results(document);
  expect(doc.infrastructure).toEqual([]);
  const reasons = Object.fromEntries(
    doc.verdicts.map(({ scenario, verdict, reason }) => [scenario, `${verdict} ${reason}`]),
  );
  expect(reasons).toMatchObject({
    'x/before': 'pass ',
    'x/a-body-that-throws': expect.stringMatching(/^broken the spec cannot be compiled: .*on purpose/),
    'x/too-many-steps': expect.stringMatching(/^broken .*2001 steps, the probe accepts 1024/),
    'x/too-much-memory': expect.stringMatching(/^broken .*bytes of buffers, the probe accepts 4194304/),
    'x/after': 'pass ',
  });
}, 120_000);
