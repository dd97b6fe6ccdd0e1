import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildSelftests } from '../../vm/selftests/build.ts';
import { Store } from '../../vm/store/index.ts';
import { replayCommand } from '../report/failures.ts';
import { readResults } from '../results/read.ts';
import type { Results } from '../results/schema.ts';
import { exitStatus } from '../results/summary.ts';
import { runOnGuest, verdictsOf } from './testing/run-on-guest.ts';

const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
const usable: string[] = [];
let doc: Results;

beforeAll(async () => {
  const options = { store: new Store(), jobs: 1, say: () => {} };
  const targets = await buildSelftests({ ...options, targets: ['faults'], tree: 'fixtures/selftests/tree' });
  doc = await runOnGuest(folder, {
    targets,
    // What is asked of the guest here is answered by the kernel that ran the program.
    afterProgram: async (guest, { program }) => {
      const reply = await guest.run('plan 1\narch x86_64\nstep 0 main call 39\n', 5000);
      if (reply.kind === 'observation' && reply.text.includes('end ok')) usable.push(program);
    },
  });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true }));

const verdicts = (program: string) => verdictsOf(doc, `faults/${program}`);

test('selftests find what the guide promises them', () => {
  expect(verdicts('environment')).toEqual([
    ...['runs-as-root', 'is-in-its-own-directory', 'writes-to-a-terminal', 'has-proc', 'has-tmpfs-on-tmp'].map(
      (name) => `${name} | pass`,
    ),
    ...['has-tracefs | pass', 'can-pivot-its-root | pass', 'whole-program | pass'],
  ]);
});

test('a panic is a crash of the case in flight, and what was reported before it counts', () => {
  expect(verdicts('panic')).toEqual([
    'a.first | pass',
    expect.stringMatching(/^a\.second \| crash \| .*sysrq.* in a\.second, after 1 of 3 cases$/i),
    expect.stringMatching(/^whole-program \| crash \| /),
  ]);
});

test('a program that does not end is a hang of the case in flight', () => {
  expect(verdicts('silent')).toEqual([
    'first | pass',
    expect.stringMatching(
      /^a\.second \| hang \| it did not end within \d+ s in a\.second, after 1 of 2 cases, its guest was idle$/,
    ),
    expect.stringMatching(/^whole-program \| hang \| /),
  ]);
});

test('a program that is killed tells what did not run; one without cases is judged by its exit', () => {
  expect(verdicts('abort')).toEqual([
    'first | pass',
    'whole-program | mismatch | killed by signal 6, and 1 of its cases did not run',
  ]);
  expect(verdicts('quiet')).toEqual(['whole-program | pass']);
});

test('the command that a report prints of a verdict has the same verdict', async () => {
  const scenario = doc.scenarios.find(({ id }) => id === 'selftests/faults/panic/a.second')!;
  const again = join(folder, 'again.json');
  const words = `${replayCommand('debian:7.3', scenario.id, scenario)} --results ${again}`;
  const { exitCode } = await execa(words, { shell: true, reject: false });
  const { verdicts } = readResults(again);
  const of = ({ verdict, reason }: Results['verdicts'][number]) => [verdict, reason];
  const before = doc.verdicts.filter((verdict) => verdict.scenario === scenario.id).map(of);
  expect(verdicts.filter((verdict) => verdict.scenario === scenario.id).map(of)).toEqual(before);
  expect(exitCode).toBe(1);
}, 300_000);

test('the run is complete, and whoever wants to may ask each guest after its program', () => {
  expect([doc.status, doc.infrastructure, exitStatus(doc)]).toEqual(['complete', [], 1]);
  expect(usable.sort()).toEqual(['abort', 'environment', 'quiet', 'silent']);
});
