import { expect, test } from 'vitest';
import { BootFailure } from '../guest/boot-failure.ts';
import type { QemuProcess } from '../qemu/process.ts';
import { bootPatiently } from './boot.ts';

/** The failure of a machine that printed this much. */
async function failure(kind: 'gone' | 'silence', console: string): Promise<Error> {
  const qemu = {
    consoleText: () => console,
    kill: () => {},
    exited: Promise.resolve({ status: 0, signal: undefined, complaints: '' }),
    [Symbol.dispose]: () => {},
  };
  return await BootFailure.of(qemu as unknown as QemuProcess, kind, 120_000);
}

/** Boots that end like this, one after the other. */
async function tried(...ends: (Error | 'ready')[]): Promise<{ end: unknown; left: number; told: string[] }> {
  const told: string[] = [];
  const left = [...ends];
  const boot = async () => {
    const end = left.shift()!;
    if (end !== 'ready') throw end;
    return end;
  };
  const end = await bootPatiently(boot, (text) => told.push(text)).catch((error: Error) => error);
  return { end, left: left.length, told };
}

test('a machine that died is booted again, twice', async () => {
  const died = await failure('gone', '[    0.1] Linux');
  expect(await tried(died, died, 'ready')).toEqual({
    end: 'ready',
    left: 0,
    told: [
      "boot 1 of at most 3 died before the agent was ready: QEMU ended with status 0 before the guest's agent answered",
      "boot 2 of at most 3 died before the agent was ready: QEMU ended with status 0 before the guest's agent answered",
    ],
  });
  expect(await tried(died, died, died, 'ready')).toMatchObject({ end: died, left: 1 });
});

test('a machine that fell silent is booted again, once', async () => {
  const silent = await failure('silence', '[    0.1] Linux');
  expect(await tried(silent, 'ready')).toEqual({
    end: 'ready',
    left: 0,
    told: ["boot 1 of at most 2 stopped: the guest's agent did not answer within 120 s of starting QEMU"],
  });
  expect(await tried(silent, silent, 'ready')).toMatchObject({ end: silent, left: 1 });
});

test('what printed nothing, and what is no failure to boot, is not tried again', async () => {
  for (const error of [await failure('silence', ''), await failure('gone', ''), new Error('a bug')]) {
    expect(await tried(error, 'ready')).toEqual({ end: error, left: 1, told: [] });
  }
});
