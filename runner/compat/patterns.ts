/** Globs for identities of scenarios. */
import type { Catalogue } from './catalogue.ts';

/** A glob as a function: `*` within a folder, `**` across folders, everything else is literal. */
export function globMatcher(pattern: string): (id: string) => boolean {
  const source = pattern.replace(/\*\*|\*|[.+?^${}()|[\]\\]/g, (part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : `\\${part}`;
  });
  const expression = new RegExp(`^${source}$`);
  return (id) => expression.test(id);
}

/** Whether any of several globs matches. Who asks of one scenario on many kernels gets the answer of the first time. */
export function anyMatcher(patterns: readonly string[] = []): (id: string) => boolean {
  const matchers = patterns.map(globMatcher);
  let last: string | undefined;
  let answer = false;
  return (id) => {
    if (id !== last) {
      answer = matchers.some((matches) => matches(id));
      last = id;
    }
    return answer;
  };
}

/** Every glob of a catalogue, once. */
export function scenarioGlobs({ features, errata, gaps }: Catalogue): string[] {
  const all = [
    ...features.flatMap(({ evidence: { kept = [], denied = [] } }) => [
      ...kept,
      ...denied.flatMap((rule) => rule.scenarios),
    ]),
    ...errata.flatMap(({ scenarios }) => scenarios),
    ...gaps.flatMap(({ scenarios }) => scenarios),
  ];
  return [...new Set(all)];
}
