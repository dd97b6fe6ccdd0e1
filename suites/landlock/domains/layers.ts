import { abi, anyOf, EACCES, type Expectation, OK, since } from '../../../runner/index.ts';
import type { SandboxSpec } from '../sandbox.ts';
import type { FsRight } from '../uapi.ts';
import { DENIED } from './reading.ts';

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

/** Whether within some layer no single rule has both rights that only several rules together have. */
function needsUnion({ handles, rules = {} }: LayerSpec, path: string, rights: readonly FsRight[]): boolean {
  const needed = rights.filter((right) => handles.includes(right));
  const single = Object.entries(rules).some(([rule, access]) => {
    return needed.every(
      (right) => access.includes(right) && grants([{ handles, rules: { [rule]: access } }], path, right),
    );
  });
  return needed.length > 1 && !single;
}

/**
 * What opening a file answers that needs these rights.
 *
 * @param layers of the domain
 * @param path of the file
 * @param rights that every ABI has
 */
export function openAnswer(layers: readonly LayerSpec[], path: string, rights: readonly FsRight[]): Expectation {
  if (!rights.every((right) => grants(layers, path, right))) return DENIED;
  // Until Linux 5.19 and the stable releases of its time ("landlock: Fix same-layer rule unions") one rule had to grant the whole
  // request; nothing tells whether a kernel of ABI 1 has that fix.
  const union = layers.some((layer) => needsUnion(layer, path, rights));
  return union ? since(abi(2), OK).since(abi(1), anyOf(OK, EACCES)).otherwise(OK) : OK;
}
