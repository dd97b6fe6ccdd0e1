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
 * The spec file that declares a scenario, from a stack trace: the path below `suites/`, without `.spec.ts`.
 *
 * @param stack of an Error made while the spec file was loaded
 * @throws RangeError when no spec file is on the stack
 */
export function specOf(stack: string): string {
  const match = /[/\\]suites[/\\]([^\s:()]+?)\.spec\.ts/.exec(stack) ?? /([^\s:()/\\]+)\.spec\.ts/.exec(stack);
  // Tests of the DSL itself declare scenarios, too.
  const test = match ?? /([^\s:()/\\]+)\.test\.ts/.exec(stack);
  if (test?.[1] === undefined) throw new RangeError('scenario() belongs in a file suites/….spec.ts');
  return test[1].replaceAll('\\', '/');
}

/**
 * The absolute path of the spec file that declares a scenario.
 *
 * @param stack of an Error made while the spec file was loaded
 */
export function specFile(stack: string): string {
  return /(\/[^\s:()]+\.(?:spec|test)\.ts)/.exec(stack.replaceAll('file://', ''))?.[1] ?? '';
}
