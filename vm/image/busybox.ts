import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { installHint } from '../installation.ts';
import type { CpioEntry } from './cpio.ts';

/**
 * The distribution's; an image has no C library for a dynamic one.
 *
 * @throws UserError when there is none
 */
export function staticBusybox(): string {
  try {
    return execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  } catch {
    throw new UserError('there is no busybox on this host to put into the guest', {
      hint: installHint(['busybox-static']),
    });
  }
}

/** Busybox under all its names, below a `bin` that is there: what programs call by `system` finds a shell. */
export function busyboxEntries(): CpioEntry[] {
  const path = staticBusybox();
  const names = execFileSync(path, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  const data = Buffer.from('busybox');
  return [
    { path: 'bin/busybox', mode: 0o100755, data: readFileSync(path) },
    ...names.filter((name) => name !== 'busybox').map((name) => ({ path: `bin/${name}`, mode: 0o120777, data })),
  ];
}
