import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa, type Options } from 'execa';

const INDEX = pathToFileURL(join(import.meta.dirname, '..', 'index.ts')).href;

/** Run a few lines of TypeScript, with the store's exports as `s`, in a process of their own. */
export function storeChild(code: string, options: Options = {}) {
  const script = `import * as s from ${JSON.stringify(INDEX)};\nimport fs from 'node:fs/promises';\n${code}`;
  return execa(process.execPath, ['--input-type=module-typescript', '-e', script], options);
}
