import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../../errors.ts';
import { isPackage } from '../../installation.ts';

/** What building a kernel takes: programs and headers, and the Debian packages that have them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  make: 'make',
  gcc: 'gcc',
  ld: 'binutils',
  flex: 'flex',
  bison: 'bison',
  bc: 'bc',
  perl: 'perl',
  gzip: 'gzip',
};
const HEADERS: Readonly<Record<string, string>> = {
  '/usr/include/gelf.h': 'libelf-dev',
  '/usr/include/stdlib.h': 'libc6-dev',
};

/** Debian packages that are missing for building kernels. */
export async function missingBuildPackages(path = process.env.PATH ?? ''): Promise<string[]> {
  const missing: string[] = [];
  for (const [program, name] of Object.entries(PROGRAMS)) {
    const places = path.split(delimiter).filter(Boolean);
    const found = await Promise.all(places.map((place) => isThere(join(place, program), constants.X_OK)));
    if (!found.includes(true)) missing.push(name);
  }
  for (const [header, name] of Object.entries(HEADERS)) {
    if (!(await isThere(header, constants.R_OK))) missing.push(name);
  }
  return missing;
}

/** @throws InfrastructureError that names all that is missing at once */
export async function requireToolchain(path?: string): Promise<void> {
  const missing = await missingBuildPackages(path);
  if (missing.length === 0) return;
  throw new InfrastructureError(`building a kernel needs packages that are missing: ${missing.join(', ')}`, {
    hint: `${isPackage ? '' : 'make setup-build, or '}as root: apt-get install --no-install-recommends ${missing.join(' ')}`,
  });
}

/** What to tell make for compiling through ccache, where it is installed: a tree that was built under another name compiles in a fraction of the time. */
export async function compilerCache(path = process.env.PATH ?? ''): Promise<string[]> {
  const places = path.split(delimiter).filter(Boolean);
  const found = await Promise.all(places.map((place) => isThere(join(place, 'ccache'), constants.X_OK)));
  return found.includes(true) ? ['CC=ccache gcc'] : [];
}

/** The compiler as the kernel's own configuration tells it apart: another one makes another kernel. */
export async function compilerVersion(): Promise<string> {
  const { stdout } = await execa('gcc', ['--version'], { env: { LC_ALL: 'C' } });
  return stdout.split('\n')[0]!;
}

function isThere(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
