import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseAccelerator, remembered } from './accelerator.ts';

beforeEach(async () => {
  vi.stubEnv('KCONFORM_CACHE', await mkdtemp(join(tmpdir(), 'kconform-test-')));
});

afterEach(async () => {
  await rm(process.env.KCONFORM_CACHE!, { recursive: true });
  vi.unstubAllEnvs();
});

const hasKvm = existsSync('/dev/kvm') && process.getuid?.() === 0;

test('what the user asks for is not tried', async () => {
  const never = () => Promise.reject(new Error('was tried'));
  expect(await chooseAccelerator('kvm', 'QEMU 7.2', never)).toEqual({ accelerator: 'kvm', reason: 'as asked for' });
});

test('a guest that boots under KVM decides for KVM, once for each host', async ({ skip }) => {
  skip(!hasKvm, 'there is no /dev/kvm that this user may open');
  let tries = 0;
  const boots = async () => {
    tries++;
    return undefined;
  };
  expect((await chooseAccelerator('auto', 'QEMU 7.2', boots)).accelerator).toBe('kvm');
  expect((await chooseAccelerator('auto', 'QEMU 7.2', boots)).accelerator).toBe('kvm');
  expect(tries).toBe(1);
  expect(await remembered('QEMU 10')).toBeUndefined();
});

test('a guest that stays silent decides for TCG, and says why', async ({ skip }) => {
  skip(!hasKvm, 'there is no /dev/kvm that this user may open');
  const silent = () => Promise.resolve('no answer within 8 s');
  expect(await chooseAccelerator('auto', 'QEMU 7.2', silent)).toEqual({
    accelerator: 'tcg',
    reason: 'no guest boots under KVM here: no answer within 8 s',
  });
});
