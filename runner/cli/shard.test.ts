import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyOf } from '../merge/cells.ts';
import type { Results } from '../results/schema.ts';
import { results, run, suite, temporary } from '../testing/fault-box.ts';
import { capture } from './run-cli.ts';

const scenarios = `
for (const name of ['one', 'two', 'three']) quick(name);
k.scenario('wrong', options, (t) => { t.main.getpid().expect(k.EPERM); });
`;

test('two shards, run and merged, have the verdicts of the whole run', async () => {
  const folder = temporary();
  const specs = suite(scenarios);
  const shards = join(folder, 'shards');
  const start = (name: string, ...args: string[]) =>
    run(['run', '--suite', specs, '--kernel', 'host', '--jobs', '1', '--results', join(folder, name), ...args]);
  const ends = await Promise.all([
    start('whole.json'),
    start('shards/1.json', '--shard', '1/2'),
    start('shards/2.json', '--shard', '2/2'),
  ]);
  const merged = await capture('merge', shards, '--out', join(folder, 'merged.json'));
  const said = ({ verdicts }: Results) =>
    verdicts.map((verdict) => `${keyOf(verdict)} ${verdict.verdict} ${verdict.reason}`).sort();
  const documents = ['shards/1.json', 'shards/2.json'].map((name) => results(join(folder, name)));
  expect(said(results(join(folder, 'merged.json')))).toEqual(said(results(join(folder, 'whole.json'))));
  expect(documents.map(({ verdicts }) => verdicts.length)).toEqual([2, 2]);
  expect(documents.map(({ scenarios }) => scenarios.length)).toEqual([2, 2]);
  // Identities are sorted, and the one that fails comes last.
  expect([...ends.map(({ status }) => status), merged.status]).toEqual([1, 0, 1, 1]);
});
