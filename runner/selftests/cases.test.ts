import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { debianSource } from '../../vm/kernels/source/index.ts';
import { buildSelftests } from '../../vm/selftests/build.ts';
import { Store } from '../../vm/store/index.ts';
import { settle } from '../coverage/settle.ts';
import type { Verdict } from '../results/schema.ts';
import { judgedAlone, parseCases } from './cases.ts';
import { performSelftests } from './perform.ts';
import type { Judged } from './verdicts.ts';

const row = (fixture: string, variant: string, name: string) => `${fixture.padEnd(20)} ${variant.padEnd(25)} ${name}`;
const head = row('# FIXTURE', 'VARIANT', 'TEST');
const line = '-'.repeat(80);

test('cases are every test of a fixture with every variant, whichever of them are more', () => {
  expect(parseCases(['noise', head, row('global', '', 'a'), row('', '', 'b')])).toEqual(['global.a', 'global.b']);
  const more = [
    head,
    row('global', '', 'a'),
    line,
    row('f', 'v1', 'x'),
    row('', 'v2', ''),
    line,
    row('g', 'w', 'y'),
    row('', '', 'z'),
  ];
  expect(parseCases(more)).toEqual(['global.a', 'f.v1.x', 'f.v2.x', 'g.w.y', 'g.w.z']);
});

test('names that are longer than their column', () => {
  const long = ['scoped_vs_unscoped_by_far', 'create_child_domain_before_all', 'connect_to_child'] as const;
  expect(parseCases([head, row(...long), row('', long[1], '')])).toEqual([long.join('.'), long.join('.')]);
  expect(parseCases([head, row(long[0], '', long[2])])).toEqual([`${long[0]}.${long[2]}`]);
});

test("the kernel's own harness lists what the source of a program has", async () => {
  const store = new Store();
  const options = { targets: ['landlock/base_test'], source: '7.3', store, jobs: 2, say: () => {} };
  const [target] = await buildSelftests(options);
  // It lists them before it does anything else.
  const { stderr } = await execa(join(target!.selftests.directory, 'base_test'), ['-l'], { reject: false });
  const { directory } = await debianSource('7.3', { store });
  const source = readFileSync(join(directory, 'tools/testing/selftests/landlock/base_test.c'), 'utf8');
  const names = [...source.matchAll(/^TEST\((\w+)\)/gm)].map(([, name]) => `global.${name}`);
  expect(names.length).toBeGreaterThan(5);
  expect(parseCases(stderr.split('\n'))).toEqual(names);
  // With a cold cache the source is fetched and unpacked first.
}, 600_000);

const judged = (name: string, verdict: Verdict['verdict'], reason = ''): Judged => {
  const id = `selftests/landlock/fs_test/${name}`;
  const rest = { tags: [], doc: '', needs: [], file: '' };
  const scenario = { id, title: name, family: 'selftests/landlock/fs_test', ...rest };
  const again = ['selftests', 'landlock/fs_test'];
  return {
    scenario: { ...scenario, again },
    verdict: { scenario: id, verdict, reason, steps: [], ms: name === 'whole-program' ? 7 : 0 },
  };
};
const alone = (...all: Judged[]) =>
  judgedAlone(all, 'f.x').map(({ scenario, verdict: { verdict, reason, ms } }) => [
    scenario.id.split('/').at(-1),
    verdict,
    reason,
    ms,
  ]);

test('of one case nothing else is said, and its time is that of the program', () => {
  expect(alone(judged('f.x', 'pass'), judged('whole-program', 'pass'))).toEqual([['f.x', 'pass', '', 7]]);
  expect(alone(judged('f.x', 'mismatch', 'no'), judged('whole-program', 'crash', 'oops'))).toEqual([
    ['f.x', 'mismatch', 'no', 7],
  ]);
});

test('what goes wrong after its last word is its own', () => {
  expect(alone(judged('f.x', 'pass'), judged('whole-program', 'mismatch', 'killed by signal 6'))).toEqual([
    ['f.x', 'mismatch', 'killed by signal 6', 7],
  ]);
});

test('a case that there is not is broken, and what else is said stays', () => {
  expect(alone(judged('whole-program', 'unsupported', 'no reason given'))).toEqual([
    ['f.x', 'broken', "its program has no case 'f.x'", 7],
  ]);
  const [none] = judgedAlone([judged('whole-program', 'pass')], 'f.x');
  expect(none?.scenario.again).toEqual(['selftests', 'landlock/fs_test/f.x']);
  expect(alone(judged('whole-program', 'crash', 'oops'))).toEqual([['whole-program', 'crash', 'oops', 7]]);
  expect(alone(judged('other', 'pass'), judged('whole-program', 'pass'))).toHaveLength(2);
});

test('each case in a guest of its own: one that kills it takes nothing of the others along', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const options = { store: new Store(), jobs: 1, say: () => {} };
  const targets = await buildSelftests({ ...options, targets: ['alone'], tree: 'fixtures/selftests/tree' });
  const before: string[] = [];
  const after: string[] = [];
  const settled: boolean[] = [];
  const { doc } = await performSelftests({
    ...{ kernels: ['debian:7.3'], targets, alone: true, jobs: 2, timeoutScale: undefined, accelerator: 'auto' },
    ...{ results: join(folder, 'results.json'), command: 'kconform selftests', onEvent: () => {} },
    beforePrograms: async (guest, kernel) => {
      if (guest.usable) before.push(kernel);
    },
    afterProgram: async (guest, { program, only }) => {
      after.push([program, only ?? []].flat().join('/'));
      settled.push(await settle(guest));
    },
    signal: new AbortController().signal,
  });
  const verdicts = doc.verdicts.map(
    ({ scenario, verdict }) => `${scenario.slice('selftests/alone/'.length)} ${verdict}`,
  );
  const names = [
    'global.first',
    'room.large_as_no_other_is.kills',
    'room.large_as_no_other_is.last',
    'room.small.last',
  ];
  const cases = names.map((name) => `cases/${name}`);
  const plain = ['opens-a-file', 'closes-it', 'whole-program'].map((name) => `plain/${name} pass`);
  expect(verdicts.sort()).toEqual(
    [...cases.map((name) => `${name} pass`), 'cases/room.small.kills crash', ...plain].sort(),
  );
  expect([before, after.sort()]).toEqual([['debian:7.3'], [...cases, 'plain']]);
  // Whatever the program did, its kernel can be asked to finish what was put off.
  expect(settled).toEqual(after.map(() => true));
  expect(doc.infrastructure).toEqual([]);
}, 300_000);
