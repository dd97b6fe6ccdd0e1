/** What is killed in the middle of a run: a guest, the runner, or all of it by Ctrl-C. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../../vm/installation.ts';
import {
  eventually,
  expectNoTrace,
  isRoot,
  machinesOf,
  ownCache,
  results,
  run,
  slow,
  start,
  suite,
  temporary,
} from '../../testing/fault-box.ts';

let KCONFORM_CACHE = '';
const spec = `quick('before');\n${slow}quick('after');\n`;
const command = ['run', '--verbose', '--kernel', 'debian:7.3', '--jobs', '1'];

beforeAll(async () => {
  KCONFORM_CACHE = ownCache({ own: mkdtempSync(join(tmpdir(), 'kconform-faults-')), copy: ['accelerator', 'images'] });
  const warm = [
    ...command,
    '--suite',
    suite("quick('fine');", join(KCONFORM_CACHE, 'suite')),
    '--results',
    join(KCONFORM_CACHE, 'results.json'),
  ];
  expect(await run(warm, { environment: { KCONFORM_CACHE } })).toMatchObject({ status: 0 });
}, 180_000);
afterAll(() => rmSync(KCONFORM_CACHE, { recursive: true, force: true }));

test('QEMU is killed: the scenario in flight is named, without a verdict about the kernel, the others get theirs', async () => {
  const document = join(temporary(), 'results.json');
  const running = start([...command, '--suite', suite(spec), '--results', document], {
    environment: { KCONFORM_CACHE },
  });
  await running.said(/pass x\/before/);
  const [machine] = machinesOf(KCONFORM_CACHE);
  process.kill(machine!, 'SIGKILL');
  const result = await running.ended;
  expectNoTrace(result);
  expect(result.status).toBe(69);
  expect(results(document)).toMatchObject({
    status: 'infrastructure',
    infrastructure: [
      {
        kernel: 'debian:7.3',
        message: 'x/slow: QEMU ended with SIGKILL while a plan ran',
        hint: expect.stringContaining('OOM killer'),
      },
    ],
  });
  expect(results(document).verdicts.map(({ scenario, verdict }) => `${verdict} ${scenario}`)).toEqual([
    'pass x/before',
    'pass x/after',
  ]);
  // Each of them ran, and is no answer from before.
  expect(results(document).verdicts.filter(({ guest_us = 0 }) => guest_us > 0)).toHaveLength(2);
}, 120_000);

test('Ctrl-C: what was measured is saved, no QEMU stays', async () => {
  const document = join(temporary(), 'results.json');
  const running = start([...command, '--suite', suite(spec), '--results', document], {
    environment: { KCONFORM_CACHE },
  });
  await running.said(/pass x\/before/);
  // As the terminal does it: to everybody in the process group.
  process.kill(-running.child.pid!, 'SIGINT');
  const result = await running.ended;
  expectNoTrace(result);
  expect(result.status).toBe(130);
  expect(result.stderr).toMatch(/^interrupted: saving what was measured/m);
  const { status, verdicts, infrastructure } = results(document);
  expect({ status, infrastructure }).toEqual({ status: 'interrupted', infrastructure: [] });
  expect(verdicts.map(({ scenario, verdict }) => `${verdict} ${scenario}`).slice(0, 2)).toEqual(
    ['pass x/before', 'pass x/slow'].slice(0, verdicts.length),
  );
  await eventually(() => machinesOf(KCONFORM_CACHE).length === 0);
}, 120_000);

test.runIf(isRoot)(
  'the runner is killed: no QEMU stays, and the next run saves its verdicts',
  async () => {
    const folder = join(temporary(), 'results');
    mkdirSync(folder);
    // The journal lies below the checkout, and others run there: a folder of ours over it.
    const options = { environment: { KCONFORM_CACHE }, mounts: `mount --bind '${folder}' '${join(root, 'results')}'` };
    const running = start([...command, '--suite', suite(spec)], options);
    await running.said(/pass x\/before/);
    expect(machinesOf(KCONFORM_CACHE)).toHaveLength(1);
    process.kill(running.child.pid!, 'SIGKILL');
    await eventually(() => machinesOf(KCONFORM_CACHE).length === 0);
    expect(readdirSync(folder).filter((name) => name.endsWith('.journal.jsonl'))).toHaveLength(1);

    const next = await run([...command, '--suite', suite("quick('fine');")], options);
    expectNoTrace(next);
    expect(next.status).toBe(0);
    const path = /a run that was killed left its verdicts in .*\/(.*\.json)/.exec(next.stderr)?.[1];
    expect(results(join(folder, path!))).toMatchObject({
      status: 'interrupted',
      verdicts: [{ scenario: 'x/before', verdict: 'pass' }],
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
    // Nothing had to be made again.
    expect(next.stderr).not.toMatch(/booted|damaged|fetched/);
  },
  180_000,
);
