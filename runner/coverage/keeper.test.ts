import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { parsePlan } from '../plan/parse.ts';
import { BASELINE } from './baseline.ts';
import { type CounterSession, writeCounters } from './collect.ts';
import { CounterKeeper } from './keeper.ts';
import { gcda } from './testing/gcda.ts';
import { totalCounters } from './total.ts';

const path = 'security/landlock/fs.gcda';

/** A guest whose kernel has counted this, until it panics. */
function fakeGuest() {
  const state = { counted: [10n, 0n], alive: true };
  const guest = {
    get usable() {
      return state.alive;
    },
    async run(text: string) {
      if (!state.alive) return { kind: 'died', how: 'panic', console: '', ms: 0 };
      const bytes = Buffer.from(gcda(state.counted));
      const steps = parsePlan(text).steps.map(({ id, outputs }) => {
        const [out] = outputs;
        if (!out) return `step ${id} ret 3`;
        return `step ${id} ret ${bytes.length}\nstep ${id} out ${out.buffer}+${out.offset} ${bytes.toString('hex')}`;
      });
      return { kind: 'observation', text: `observation 1\n${steps.join('\n')}\nend ok\n`, console: '', ms: 0 };
    },
  };
  return { state, guest: guest as unknown as PlanRunner };
}

async function session(): Promise<CounterSession> {
  const directory = mkdtempSync(join(tmpdir(), 'kconform-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  await writeCounters(join(directory, 'default', BASELINE), [{ path, reads: [], bytes: gcda([10n, 0n]) }]);
  return { objects: '/objects', files: [{ path, reads: [gcda([10n, 0n]).length] }], directory };
}

const total = async ({ directory }: CounterSession) => {
  const { files, ...rest } = await totalCounters(directory, [path]);
  return { counted: Buffer.from(files.get(path)!), ...rest };
};

test('what a guest counted until its counters were last read outlives its panic, and the rest is told as lost', async () => {
  const kept = await session();
  const keeper = new CounterKeeper();
  const [first, second] = [fakeGuest(), fakeGuest()];
  keeper.begin(first.guest, kept, 'default');
  first.state.counted = [12n, 5n];
  for (let plan = 0; plan < 50; plan++) await keeper.sometimes(first.guest);
  first.state.counted = [99n, 99n];
  first.state.alive = false;
  await keeper.end(first.guest);
  keeper.begin(second.guest, kept, 'default');
  second.state.counted = [11n, 0n];
  await keeper.end(second.guest);
  expect(await total(kept)).toEqual({ counted: gcda([13n, 5n]), guests: 2, lost: 1 });
});

test('a guest that panics before its counters were ever read is counted, and lost', async () => {
  const kept = await session();
  const keeper = new CounterKeeper();
  const { guest, state } = fakeGuest();
  keeper.begin(guest, kept, 'default');
  state.alive = false;
  await keeper.end(guest);
  expect(await total(kept)).toEqual({ counted: gcda([10n, 0n]), guests: 1, lost: 1 });
});

test('a guest that was given up is not asked again', async () => {
  const kept = await session();
  const keeper = new CounterKeeper();
  const { guest, state } = fakeGuest();
  keeper.begin(guest, kept, 'default');
  state.counted = [11n, 1n];
  await keeper.end(guest);
  state.alive = false;
  await keeper.end(guest);
  expect(await total(kept)).toEqual({ counted: gcda([11n, 1n]), guests: 1, lost: 0 });
});
