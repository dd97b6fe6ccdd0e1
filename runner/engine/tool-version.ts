import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { codeRoot, isPackage, root } from '../../vm/installation.ts';
import type { Tool } from '../results/schema.ts';

/** Which kconform this is: its version, and its commit: of the checkout, or the one that the package was made of. */
export async function toolVersion(): Promise<Tool> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  // git would describe the repository of whoever installed the package.
  if (isPackage) return { version, ...(await packedFrom()) };
  const described = await execa('git', ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'], {
    cwd: root,
    reject: false,
  });
  return { version, ...(described.failed ? {} : { commit: described.stdout.trim() }) };
}

/** Written when the package is made (tools/package.ts); there is none when that was not in a git checkout. */
async function packedFrom(): Promise<Pick<Tool, 'commit'>> {
  try {
    return JSON.parse(await readFile(join(codeRoot, 'packed.json'), 'utf8')) as Pick<Tool, 'commit'>;
  } catch {
    return {};
  }
}
