import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Tool } from '../results/schema.ts';
import { root } from './root.ts';

/** Which kconform this is: its version, and its commit where it is a git checkout. */
export async function toolVersion(): Promise<Tool> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const described = await execa('git', ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'], {
    cwd: root,
    reject: false,
  });
  return { version, ...(described.failed ? {} : { commit: described.stdout.trim() }) };
}
