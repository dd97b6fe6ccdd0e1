/**
 * Where this kconform is, and how its user calls it. A checkout holds TypeScript, which Node executes as it is. The npm package holds it compiled, below `dist/`,
 * in the same folders: Node strips no types below node_modules. Nothing is ever written into either of them when it is a package.
 */
import { extname, join, resolve } from 'node:path';

/** Ending of our own modules' names. */
export const moduleExtension = extname(import.meta.filename);

/** Whether this is the npm package. */
export const isPackage = moduleExtension === '.js';

/** The folder with our modules: `runner/`, `vm/`, `suites/`, `fixtures/`. */
export const codeRoot = resolve(import.meta.dirname, '..');

/** The folder with everything else: package.json, the lock file, the probe's sources. */
export const root = isPackage ? resolve(codeRoot, '..') : codeRoot;

/** Path of one of our own modules or their folders, named as in the checkout. */
export function modulePath(path: string): string {
  return join(codeRoot, path.replace(/\.ts$/, moduleExtension));
}

/** What users type to start this kconform: for hints, and for commands that reports show. */
export const program = !isPackage ? './kconform' : process.env.npm_command === 'exec' ? 'npx kconform' : 'kconform';

/** What to do about missing Debian packages. */
export function installHint(packages: readonly string[]): string {
  const names = packages.join(' ');
  if (isPackage) return `as root: apt-get install --no-install-recommends ${names}`;
  return `install the package${packages.length > 1 ? 's' : ''} ${names} (make setup does)`;
}
