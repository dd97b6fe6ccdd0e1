import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheRoot } from '../store/index.ts';
import type { Accelerator } from './arguments.ts';

/** Which accelerator is used, and why. */
export interface AcceleratorChoice {
  accelerator: Accelerator;
  /** In words, for `doctor` and the results document. */
  reason: string;
}

/** Tries to boot a guest under KVM: undefined when it works, else the reason. Rejects when it could not be tried, which says nothing about KVM. */
export type TryKvm = () => Promise<string | undefined>;

/**
 * Chooses the accelerator. That /dev/kvm opens proves nothing: there are hosts where every guest dies or hangs at its first instruction, so one is booted, once per host; the answer is kept.
 *
 * @param wanted what the user asked for; `auto` decides by trying
 * @param qemuVersion part of what the answer depends on
 * @param tryKvm boots a guest with a short deadline
 */
export async function chooseAccelerator(
  wanted: Accelerator | 'auto',
  qemuVersion: string,
  tryKvm: TryKvm,
): Promise<AcceleratorChoice> {
  if (wanted !== 'auto') return { accelerator: wanted, reason: 'as asked for' };
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { accelerator: 'tcg', reason: missing ? 'there is no /dev/kvm' : '/dev/kvm may not be opened by this user' };
  }
  return (await remembered(qemuVersion)) ?? (await remember(qemuVersion, await tried(tryKvm)));
}

async function tried(tryKvm: TryKvm): Promise<AcceleratorChoice> {
  const why = await tryKvm();
  if (why === undefined) return { accelerator: 'kvm', reason: 'a guest booted under KVM' };
  return { accelerator: 'tcg', reason: `no guest boots under KVM here: ${why}` };
}

/** Where the answer for this host is kept. */
export function acceleratorFile(qemuVersion: string): string {
  const host = [qemuVersion, release(), cpus()[0]?.model ?? ''].join('\n');
  return join(cacheRoot(), 'accelerator', `${createHash('sha256').update(host).digest('hex').slice(0, 16)}.json`);
}

/** The kept answer for this host, if there is one. */
export async function remembered(qemuVersion: string): Promise<AcceleratorChoice | undefined> {
  try {
    const choice = JSON.parse(await readFile(acceleratorFile(qemuVersion), 'utf8')) as AcceleratorChoice;
    return choice.accelerator === 'kvm' || choice.accelerator === 'tcg' ? choice : undefined;
  } catch {
    return undefined;
  }
}

async function remember(qemuVersion: string, choice: AcceleratorChoice): Promise<AcceleratorChoice> {
  const path = acceleratorFile(qemuVersion);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(choice)}\n`);
  } catch {
    // Without a writable cache the answer is found again next time.
  }
  return choice;
}
