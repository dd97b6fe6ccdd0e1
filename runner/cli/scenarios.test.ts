import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { capture } from './run-cli.ts';
import { normalisePattern, specFiles } from './scenarios.ts';

test('patterns', () => {
  const patterns = ['landlock/scope', 'suites/landlock/scope/abstract.spec.ts', './suites/landlock/abi', '**/abi/*'];
  expect(patterns.map(normalisePattern)).toEqual([
    'landlock/scope',
    'landlock/scope/abstract/',
    'landlock/abi',
    '**/abi/*',
  ]);
});

test('a spec file chooses what it declares', async () => {
  const file = specFiles().find((path) => path.includes('landlock/'))!;
  const folder = normalisePattern(relative(process.cwd(), file));
  const { status, out } = await capture('list', relative(process.cwd(), file));
  const ids = out.trimEnd().split('\n');
  expect({ status, others: ids.filter((id) => !id.startsWith(folder)) }).toEqual({ status: 0, others: [] });
});

test('list --json tells all that is known, of the same scenarios', async () => {
  const ids = (await capture('list')).out.trimEnd().split('\n');
  const known = JSON.parse((await capture('list', '--json')).out) as { id: string; doc: string }[];
  expect(known.map(({ id }) => id)).toEqual(ids);
  expect(known.filter(({ doc }) => doc === '')).toEqual([]);
});

test('a pattern that nothing matches', async () => {
  expect(await capture('list', 'no-such-thing')).toEqual({
    status: 2,
    out: '',
    err: "kconform: error: no scenario matches 'no-such-thing'\nhint: ./kconform list shows all scenarios\n",
  });
});

test('a tag that nothing has', async () => {
  expect((await capture('list', '--tag', 'nosuch')).err).toBe(
    'kconform: error: no scenario has the tags nosuch\nhint: ./kconform list --json shows all tags\n',
  );
});

test('a typo in a spec is answered with the nearest', async () => {
  const spec = (await capture('list')).out.split('\n')[0]!.split('/').slice(0, -1).join('/');
  expect((await capture('list', `${spec}x`)).err).toContain(`did you mean ${spec}?`);
});

test('show: the plan alone, for the probe', async () => {
  const id = (await capture('list')).out.split('\n')[0]!;
  const { status, out } = await capture('show', '--plan', id);
  expect({ status, head: out.split('\n').slice(0, 2) }).toEqual({ status: 0, head: ['plan 1', `name ${id}`] });
  const whole = (await capture('show', id)).out;
  expect(whole.startsWith(`${id}\n`) && whole.includes(out.trimEnd())).toBe(true);
});

test('show: an ABI that does not exist yet', async () => {
  expect(await capture('show', '--abi', '99', 'x')).toMatchObject({
    status: 2,
    err: 'kconform: error: kconform knows Landlock up to ABI 11, not 99\n',
  });
});

test('show: a part of many identities', async () => {
  expect((await capture('show', 'landlock')).err).toMatch(/^kconform: error: 'landlock' is a part of \d+ scenarios:\n/);
});
