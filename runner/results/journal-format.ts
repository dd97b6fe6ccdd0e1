/** The journal of a run, as text: JSON lines, one for everything measured, in the order in which it was. */
import type { Host, Infrastructure, Kernel, Results, Scenario, Shard, Status, Tool, Verdict } from './schema.ts';
import { SCHEMA } from './schema.ts';

/** What a journal says of itself. */
export const JOURNAL = 'kconform-journal-1';

/** What is known when a run starts. */
export interface Header {
  tool: Tool;
  started: string;
  command: string;
  host: Host;
  /** Process id of the runner: tells a running run from one that was killed. */
  pid: number;
  /** Name of the machine where that process is: folders may be shared. */
  machine?: string | undefined;
  /** Set when this is a part of a run. */
  shard?: Shard | undefined;
}

/** One line of a journal, besides the first. */
export type Entry = { at: string } & (
  | { kernel: Kernel }
  | { scenario: Scenario }
  | { verdict: Verdict }
  | { infrastructure: Infrastructure }
);

/** The first line. */
export function headerLine(header: Header): string {
  return `${JSON.stringify({ schema: JOURNAL, ...header })}\n`;
}

/** Any other line. */
export function entryLine(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** Is this text a journal? */
export function isJournal(text: string): boolean {
  return text.startsWith(`{"schema":"${JOURNAL}"`);
}

/** The header of a journal. */
export function parseHeader(text: string): Header {
  return JSON.parse(text.slice(0, text.indexOf('\n'))) as Header;
}

/** An empty document with what the header knows. */
export function emptyResults(header: Header): Results {
  const { tool, started, command, host, shard } = header;
  return {
    schema: SCHEMA,
    tool,
    started,
    finished: started,
    status: 'interrupted',
    command,
    host,
    // Before the lists, so that a document which was cut off still says what it is a part of.
    ...(shard && { shard }),
    kernels: [],
    scenarios: [],
    verdicts: [],
    infrastructure: [],
  };
}

/** Add an entry to a document. Kernels and scenarios are told again when more is known of them: the last word counts. */
export function apply(doc: Results, entry: Entry): void {
  if ('kernel' in entry) upsert(doc.kernels, entry.kernel);
  else if ('scenario' in entry) upsert(doc.scenarios, entry.scenario);
  else if ('verdict' in entry) doc.verdicts.push(entry.verdict);
  else doc.infrastructure.push(entry.infrastructure);
  doc.finished = entry.at;
}

/** The document that a journal amounts to. Its last line may have been cut by the death of the runner and is then dropped; of others that are damaged it says so. */
export function parseJournal(text: string): Results {
  const lines = text.slice(0, text.lastIndexOf('\n')).split('\n');
  const doc = emptyResults(JSON.parse(lines[0] ?? '') as Header);
  let damaged = 0;
  for (const line of lines.slice(1)) {
    try {
      apply(doc, JSON.parse(line) as Entry);
    } catch {
      damaged++;
    }
  }
  if (damaged > 0)
    doc.infrastructure.push({ message: `lines of the journal that were damaged and are lost: ${damaged}` });
  return doc;
}

/** The document of a run that ended by itself. */
export function conclude(doc: Results, status: Status, finished: string): Results {
  return { ...doc, status, finished };
}

function upsert<T extends { id: string }>(list: T[], item: T): void {
  const index = list.findIndex(({ id }) => id === item.id);
  if (index < 0) list.push(item);
  else list[index] = item;
}
