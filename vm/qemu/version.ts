import { execa } from 'execa';
import { InfrastructureError } from '../errors.ts';
import { qemuHint, qemuProgram } from './process.ts';

/**
 * The first line of `qemu-system-x86_64 --version`. Part of a snapshot's key: device state is only promised to be readable by the QEMU that wrote it.
 *
 * @throws {InfrastructureError} when QEMU is missing or does not run
 */
export async function qemuVersion(): Promise<string> {
  const result = await execa(qemuProgram(), ['--version'], { reject: false, timeout: 10_000 });
  if (result.code === 'ENOENT') {
    throw new InfrastructureError(`${qemuProgram()} is not installed`, { hint: qemuHint() });
  }
  if (result.failed) {
    throw new InfrastructureError(`${qemuProgram()} --version failed: ${result.stderr || result.shortMessage}`, {
      hint: qemuHint(),
    });
  }
  return result.stdout.split('\n')[0] ?? '';
}
