import { matchesGlob } from 'node:path';

/** Which scenarios run. */
export interface Selection {
  /** Globs and substrings of scenario ids; none means all. */
  scenarios: readonly string[];
  /** Tags that must be there, or must not with a leading `!`. */
  tags: readonly string[];
}

/** As much of a scenario as a selection looks at. */
interface Selectable {
  id: string;
  tags: readonly string[];
}

/** Whether a scenario is among those asked for. */
export function isSelected({ id, tags }: Selectable, selection: Selection): boolean {
  const named = selection.scenarios.length === 0 || selection.scenarios.some((pattern) => matches(id, pattern));
  return (
    named && selection.tags.every((tag) => (tag.startsWith('!') ? !tags.includes(tag.slice(1)) : tags.includes(tag)))
  );
}

/** A pattern with wildcards must match the whole id; one without may be the id, one of its folders, or any part of it. */
function matches(id: string, pattern: string): boolean {
  return /[*?[{]/.test(pattern) ? matchesGlob(id, pattern) : id.includes(pattern);
}
