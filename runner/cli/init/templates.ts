/** What `kconform init` writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../vm/installation.ts';

/** Content by path in the folder. */
export function templates(): Record<string, string> {
  return {
    'suites/example.spec.ts': readFileSync(join(root, 'docs/guides/example.spec.ts'), 'utf8'),
    'tsconfig.json': json(tsconfig),
  };
}

/** For a folder that belongs to no package yet. */
export const packageJson = `${JSON.stringify({ private: true, type: 'module' }, null, 2)}\n`;

/** What Node can strip, and what editors need to know of it. */
const tsconfig = {
  compilerOptions: {
    target: 'es2024',
    module: 'preserve',
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ['suites'],
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
