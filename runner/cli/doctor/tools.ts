/** Programs that runs need. */

import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { execa } from 'execa';
import type { Check } from './check.ts';

const SETUP = 'make setup installs what is missing, or says how';

/** A program, what it is for, and how it tells its version. */
interface Tool {
  program: string;
  use: string;
  version?: string;
}

const tools: Tool[] = [
  { program: 'apt-get', use: 'fetches stock kernels' },
  { program: 'dpkg-deb', use: 'unpacks them' },
  { program: 'gpgv', use: 'checks signatures' },
  { program: 'xz', use: 'unpacks modules' },
  { program: 'zstd', use: 'unpacks modules' },
  { program: 'setpriv', use: 'keeps QEMU from outliving the runner' },
];

/** All of them. */
export async function checkTools(): Promise<Check[]> {
  return Promise.all(tools.map(checkTool));
}

async function checkTool({ program, use }: Tool): Promise<Check> {
  const { failed, code, stdout } = await execa(program, ['--version'], { reject: false, timeout: 10_000 });
  if (code === 'ENOENT') return { name: program, status: 'missing', value: `not installed (${use})`, hint: SETUP };
  const version = failed ? undefined : /\d+(\.\d+)+/.exec(stdout)?.[0];
  return { name: program, status: 'ok', value: version ?? 'installed' };
}

/** A compiler that can link statically: the probe has no C library in the guest. */
export async function checkCompiler(): Promise<Check> {
  const name = 'C compiler';
  const version = await execa('cc', ['--version'], { reject: false, timeout: 10_000 });
  if (version.failed) return { name, status: 'missing', value: 'cc does not run', hint: SETUP };
  const library = await execa('cc', ['-print-file-name=libc.a'], { reject: false, timeout: 10_000 });
  const found = isAbsolute(library.stdout) && existsSync(library.stdout);
  const value = version.stdout.split('\n')[0] ?? 'cc';
  return found
    ? { name, status: 'ok', value }
    : { name, status: 'missing', value: `${value}, without a static C library`, hint: SETUP };
}
