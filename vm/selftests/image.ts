import { readFile } from 'node:fs/promises';
import { busyboxEntries } from '../image/busybox.ts';
import type { CpioEntry } from '../image/cpio.ts';
import { type Selftests, selftestFiles } from './build.ts';
import { ltpEntries } from './ltp/image.ts';

/** Where selftests lie in a guest. */
export const guestDirectory = ({ name }: Pick<Selftests, 'name'>) => `/kselftest/${name}`;

/** Runs a program there: `launch DIRECTORY PROGRAM`. */
export const guestLauncher = '/kselftest/launch';

/**
 * What goes into an initramfs for these selftests, directories first.
 *
 * @param config path of the kernel's configuration, which tests of LTP read
 */
export async function selftestEntries(all: readonly Selftests[], config?: string): Promise<CpioEntry[]> {
  const entries = new Map<string, CpioEntry>();
  // Tests look at /usr as something that every system has, and call programs of the shell.
  for (const path of ['usr', 'usr/bin', 'kselftest']) entries.set(path, { path, mode: 0o040755 });
  for (const entry of busyboxEntries()) entries.set(entry.path, entry);
  for (const selftests of all) {
    if (selftests.format === 'ltp') {
      for (const entry of await ltpEntries(selftests, config)) entries.set(entry.path, entry);
      continue;
    }
    const base = guestDirectory(selftests).slice(1);
    for (const path of parents(base)) entries.set(path, { path, mode: 0o040755 });
    for (const { path, from, mode } of await selftestFiles(selftests)) {
      const isDirectory = (mode & 0o170000) === 0o040000;
      const to = path === '.launch' ? guestLauncher.slice(1) : `${base}/${path}`;
      entries.set(to, isDirectory ? { path: to, mode } : { path: to, mode, data: await readFile(from) });
    }
  }
  return [...entries.values()];
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
