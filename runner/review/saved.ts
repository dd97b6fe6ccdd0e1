/** Results that an earlier review left. */
import { existsSync } from 'node:fs';
import { readResults } from '../results/read.ts';
import type { Results, Tool } from '../results/schema.ts';

/** What results must be of to serve again. */
export interface Wanted {
  /** SHA-256 of the kernel's image. */
  sha256: string;
  /** Identities of the scenarios. */
  scenarios: readonly string[];
  /** How often each is to be asked. */
  repeat: number;
  tool: Tool;
}

/**
 * The results in a file, if they are of this image, these scenarios and this kconform: then asking again would say the same.
 *
 * @returns the document with nothing but these scenarios; undefined when they have to be asked
 */
export function savedResults(path: string, { sha256, scenarios, repeat, tool }: Wanted): Results | undefined {
  // Of a checkout with changes nobody can say what it was.
  if (tool.commit === undefined || tool.commit.endsWith('-dirty') || !existsSync(path)) return undefined;
  const doc = readOrNothing(path);
  if (doc?.status !== 'complete' || doc.infrastructure.length > 0) return undefined;
  if (doc.tool.version !== tool.version || doc.tool.commit !== tool.commit) return undefined;
  if (doc.kernels.length !== 1 || doc.kernels[0]!.sha256 !== sha256) return undefined;
  const wanted = new Set(scenarios);
  const verdicts = doc.verdicts.filter(({ scenario }) => wanted.has(scenario));
  const counts = Map.groupBy(verdicts, ({ scenario }) => scenario);
  if (scenarios.some((id) => counts.get(id)?.length !== repeat)) return undefined;
  return { ...doc, verdicts, scenarios: doc.scenarios.filter(({ id }) => wanted.has(id)) };
}

/** What cannot be read is asked again. */
function readOrNothing(path: string): Results | undefined {
  try {
    return readResults(path);
  } catch {
    return undefined;
  }
}
