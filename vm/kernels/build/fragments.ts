import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../installation.ts';

const folder = join(root, 'fixtures/kconfig');

/** Text of one of our own fragments: base, landlock, coverage, debug, faults, older. */
export function fragment(name: 'base' | 'landlock' | 'coverage' | 'debug' | 'faults' | 'older'): Promise<string> {
  return readFile(join(folder, `${name}.config`), 'utf8');
}
