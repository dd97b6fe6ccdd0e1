/** Globs for identities of scenarios. */

/** A glob as a function: `*` within a folder, `**` across folders, everything else is literal. */
export function globMatcher(pattern: string): (id: string) => boolean {
  const source = pattern.replace(/\*\*|\*|[.+?^${}()|[\]\\]/g, (part) => {
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : `\\${part}`;
  });
  const expression = new RegExp(`^${source}$`);
  return (id) => expression.test(id);
}

/** Whether any of several globs matches. */
export function anyMatcher(patterns: readonly string[] = []): (id: string) => boolean {
  const matchers = patterns.map(globMatcher);
  return (id) => matchers.some((matches) => matches(id));
}
