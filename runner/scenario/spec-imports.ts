/**
 * What specs import by name, wherever they lie and wherever kconform is installed: always from the kconform that loads them, since another copy would not know of
 * their scenarios.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { modulePath } from '../../vm/installation.ts';

/** Module by name; the same names are in `exports` of package.json, for editors and tsc. */
export const doors: ReadonlyMap<string, string> = new Map([
  ['kconform', modulePath('runner/index.ts')],
  ['kconform/landlock', modulePath('suites/landlock/index.ts')],
]);

/** The same, as a bundler wants to know it. */
export const doorAliases = [...doors].map(([name, replacement]) => ({ find: new RegExp(`^${name}$`), replacement }));

let hooked = false;

/** From now on, Node finds these names in every import of this process, and takes every spec for a module of its own kind. */
export function hookSpecImports(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, next) {
      const door = doors.get(specifier);
      if (door !== undefined) return { url: pathToFileURL(door).href, shortCircuit: true };
      const found = next(specifier, context);
      // A package.json that says nothing, or commonjs, as npm writes it, would make Node warn of every spec, or refuse it.
      return found.url.endsWith('.ts') && !found.url.includes('/node_modules/')
        ? { ...found, format: 'module-typescript' }
        : found;
    },
  });
}
