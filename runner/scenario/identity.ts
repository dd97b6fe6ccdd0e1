import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCallSites } from 'node:util';
import { type AnyVariant, labelOf } from './variants.ts';

/**
 * A title as a part of an identity: lower case, words joined by hyphens.
 *
 * Arrows are spelled out, since `parent→child` and `child→parent` must differ and stay readable.
 */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll('→', ' to ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/**
 * A title with the labels of its variants.
 *
 * @param title with `{axis}` where a label belongs; axes that it does not name are appended
 * @param chosen one value of each axis
 * @throws RangeError when the title names an axis that does not exist
 */
export function variantTitle(title: string, chosen: Readonly<Record<string, AnyVariant>>) {
  const variant = Object.fromEntries(Object.entries(chosen).map(([axis, value]) => [axis, labelOf(value)]));
  const unnamed = Object.keys(variant).filter((axis) => !title.includes(`{${axis}}`));
  const full = [title, ...unnamed.map((axis) => `{${axis}}`)]
    .join(', ')
    .replace(/\{([^{}]*)\}/g, (whole, axis: string) => {
      const label = variant[axis];
      if (label === undefined) throw new RangeError(`'${title}': there is no axis '${whole}'`);
      return label;
    });
  return { title: full, variant, slug: slug(full) };
}

/**
 * The absolute path of the spec file that is being loaded: the one on the call stack.
 *
 * @throws RangeError when there is none
 */
export function declaringFile(): string {
  const paths = getCallSites(200).map(({ scriptName }) => pathOf(scriptName));
  // Tests of the DSL itself declare scenarios, too.
  const file = paths.find((path) => /\.spec\.[jt]s$/.test(path)) ?? paths.find((path) => /\.test\.ts$/.test(path));
  if (file === undefined) throw new RangeError('scenario() belongs in a file suites/….spec.ts');
  return file;
}

function pathOf(script: string): string {
  return script.startsWith('file:') ? fileURLToPath(script) : script;
}

/**
 * What identities begin with: the path of a spec file below the last folder called `suites`, or just its name outside of such a folder.
 *
 * @param file absolute path
 */
export function specOf(file: string): string {
  const name = file.replace(/\.(spec|test)\.[jt]s$/, '');
  const suites = name.lastIndexOf('/suites/');
  return suites < 0 ? basename(name) : name.slice(suites + '/suites/'.length);
}
