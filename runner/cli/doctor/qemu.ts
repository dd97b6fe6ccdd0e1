/** QEMU, and how it would execute guests. */
import { access, constants } from 'node:fs/promises';
import { remembered } from '../../../vm/qemu/accelerator.ts';
import { qemuVersion } from '../../../vm/qemu/version.ts';
import { attempt, type Check } from './check.ts';

/** QEMU's version, and what is known of the accelerator. */
export async function checkQemu(): Promise<Check[]> {
  const qemu = await attempt('QEMU', async () => ({ name: 'QEMU', status: 'ok', value: await qemuVersion() }));
  // Another one that the user chose is for the user to mend.
  if (qemu.status === 'missing' && process.env.KCONFORM_QEMU === undefined) {
    delete qemu.hint;
    qemu.packages = ['qemu-system-x86'];
  }
  return [qemu, await checkAccelerator(qemu.status === 'ok' ? qemu.value : undefined)];
}

/** Doctor boots nothing: it tells what an earlier run found out by booting. */
async function checkAccelerator(version: string | undefined): Promise<Check> {
  const name = 'accelerator';
  const known = version === undefined ? undefined : await remembered(version);
  if (known !== undefined) return { name, status: 'ok', value: `${known.accelerator}: ${known.reason.split('\n')[0]}` };
  const usable = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (usable) return { name, status: 'ok', value: '/dev/kvm opens; the first run tries whether a guest boots' };
  return {
    name,
    status: 'note',
    value: 'tcg: /dev/kvm does not open',
    hint: 'TCG is slower and needs nothing; for KVM, load its module and join the group that owns /dev/kvm',
  };
}
