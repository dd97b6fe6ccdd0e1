import type { SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';

/** One layer of a domain: what it handles, and the rules `path → rights`. */
export interface LayerSpec {
  readonly handles: readonly FsRight[];
  readonly rules?: Readonly<Record<string, readonly FsRight[]>>;
}

/** The same for `landlock()`. */
export function sandboxOf({ handles, rules = {} }: LayerSpec): SandboxSpec {
  return { fs: handles, rules: Object.entries(rules).map(([path, access]) => ({ path, access })) };
}

/**
 * Whether layers grant a right on a path, as the documentation defines it ("Layers of file path access rights"): one layer grants it
 * when at least one of its rules on the way does, or when it does not handle it; and all layers must.
 *
 * @param layers of the domain
 * @param path of a file, without `.` and `..`
 * @param right what is needed
 */
export function grants(layers: readonly LayerSpec[], path: string, right: FsRight): boolean {
  const covers = (rule: string) => rule === '.' || path === rule || path.startsWith(`${rule}/`);
  return layers.every(
    ({ handles, rules = {} }) =>
      !handles.includes(right) ||
      Object.entries(rules).some(([rule, access]) => covers(rule) && access.includes(right)),
  );
}
