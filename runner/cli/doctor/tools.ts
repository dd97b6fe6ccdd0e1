/** Programs that runs need. */

import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { execa } from 'execa';
import { KEYRINGS } from '../../../vm/kernels/apt/state.ts';
import type { Check } from './check.ts';

/** A program, what it is for, the Debian package that has it, and how it tells its version. */
interface Tool {
  program: string;
  use: string;
  package: string;
}

const tools: Tool[] = [
  { program: 'make', use: 'builds the probe', package: 'make' },
  { program: 'apt-get', use: 'fetches stock kernels', package: 'apt' },
  { program: 'dpkg-deb', use: 'unpacks them', package: 'dpkg' },
  { program: 'gpgv', use: 'checks signatures', package: 'gpgv' },
  { program: 'xz', use: 'unpacks modules', package: 'xz-utils' },
  { program: 'zstd', use: 'unpacks modules', package: 'zstd' },
  { program: 'mke2fs', use: 'makes file systems for guests', package: 'e2fsprogs' },
  { program: 'flock', use: 'locks the cache', package: 'util-linux' },
  { program: 'setpriv', use: 'keeps QEMU from outliving the runner', package: 'util-linux' },
];

/** All of them. */
export async function checkTools(): Promise<Check[]> {
  return Promise.all(tools.map(checkTool));
}

async function checkTool({ program, use, package: name }: Tool): Promise<Check> {
  const { code, stdout } = await execa(program, ['--version'], {
    reject: false,
    timeout: 10_000,
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (code === 'ENOENT') return { name: program, status: 'missing', value: `not installed (${use})`, packages: [name] };
  const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
  return { name: program, status: 'ok', value: version ?? 'installed' };
}

/** A compiler that can link statically: the probe has no C library in the guest. */
export async function checkCompiler(): Promise<Check> {
  const name = 'C compiler';
  const version = await execa('cc', ['--version'], { reject: false, timeout: 10_000 });
  if (version.failed) return { name, status: 'missing', value: 'cc does not run', packages: ['gcc', 'libc6-dev'] };
  const library = await execa('cc', ['-print-file-name=libc.a'], { reject: false, timeout: 10_000 });
  const found = isAbsolute(library.stdout) && existsSync(library.stdout);
  const value = version.stdout.split('\n')[0] ?? 'cc';
  return found
    ? { name, status: 'ok', value }
    : { name, status: 'missing', value: `${value}, without a static C library`, packages: ['libc6-dev'] };
}

/** The keys that sign stock kernels. */
export function checkKeyring(): Check {
  const name = 'archive keys';
  const found = KEYRINGS.find((path) => existsSync(path));
  if (found !== undefined) return { name, status: 'ok', value: found };
  return {
    name,
    status: 'missing',
    value: 'none of Debian (they check signatures of stock kernels)',
    packages: ['debian-archive-keyring'],
  };
}
