import { UserError } from '../errors.ts';
import { compareSeries, DEFAULT_SERIES, parseKernelName } from './names.ts';
import { namePath } from './path.ts';
import { nearestName } from './suggest.ts';
import type { DebianName, KernelName } from './types.ts';

/** What names mean depends on. */
export interface ResolveContext {
  /** Series that globs and `all` choose from. */
  series: readonly string[];
  /** Directory that relative paths start from. */
  cwd: string;
}

/**
 * Turn what the user wrote into kernels: globs expanded, duplicates dropped, order kept. No names mean the default set.
 *
 * @throws UserError on a name that means nothing, a glob that matches nothing, or a path that is no kernel
 */
export async function expandNames(names: readonly string[], context: ResolveContext): Promise<KernelName[]> {
  const found = new Map<string, KernelName>();
  for (const name of names.length > 0 ? names : ['default']) {
    for (const kernel of await expandName(name, context)) found.set(kernel.id, kernel);
  }
  return [...found.values()];
}

async function expandName(text: string, context: ResolveContext): Promise<KernelName[]> {
  const parsed = parseKernelName(text);
  switch (parsed.kind) {
    case 'debian':
    case 'host':
    case 'build':
      return [parsed];
    case 'path':
      return [await namePath(text, context.cwd)];
    case 'pattern':
      return expandPattern(text, context);
    case 'unknown':
      throw unknownName(text, context);
  }
}

/** All known ids, oldest series first. */
export function knownIds({ series }: ResolveContext): string[] {
  return series.toSorted(compareSeries).map((name) => `debian:${name}`);
}

function debianName(series: string): DebianName {
  return { kind: 'debian', id: `debian:${series}`, series };
}

function expandPattern(text: string, context: ResolveContext): KernelName[] {
  if (text === 'default') return DEFAULT_SERIES.map(debianName);
  const all = context.series.toSorted(compareSeries);
  if (text === 'all') return all.map(debianName);
  const pattern = globPattern(text);
  const matching = all.map(debianName).filter(({ id }) => pattern.test(id));
  if (matching.length > 0) return matching;
  throw new UserError(`no known kernel matches ${text}`, { hint: `known are ${knownIds(context).join(', ')}` });
}

/** Only what is useful in a version: `*`, `?`, `[0-3]`, `{1,2}`. */
function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.replaceAll(',', '|')})`)
    .replace(/[{}]/g, '\\$&');
  try {
    return new RegExp(`^${source}$`);
  } catch (cause) {
    throw new UserError(`malformed pattern ${glob}`, { hint: 'use * ? [0-3] {1,2}', cause });
  }
}

function unknownName(text: string, context: ResolveContext): UserError {
  const known = knownIds(context);
  const nearest = nearestName(text, known);
  const forms = 'a kernel is named debian:SERIES, debian:VERSION, host, or by a path with a slash, such as ./bzImage';
  return new UserError(`unknown kernel ${text === '' ? '""' : text}`, {
    hint: nearest ? `did you mean ${nearest}?` : `${forms}; known are ${known.join(', ')}`,
  });
}
