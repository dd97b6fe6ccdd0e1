/**
 * The journal of a run that is going on: every verdict is on disk as soon as it is known, so a runner that is killed, even by SIGKILL, loses nothing that it
 * measured. A run that ends by itself turns its journal into the results document.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  apply,
  conclude,
  type Entry,
  emptyResults,
  entryLine,
  type Header,
  headerLine,
  isJournal,
  parseHeader,
  parseJournal,
} from './journal-format.ts';
import type { Infrastructure, Kernel, Results, Scenario, Status, Verdict } from './schema.ts';
import { linkLatest, stamp, writeResults } from './write.ts';

const SUFFIX = '.journal.jsonl';

/** What a runner knows when it starts; the process id is added. */
export type Start = Omit<Header, 'pid' | 'started'> & { started: Date };

/** Collects what a run measures, in memory and on disk. */
export class Journal {
  /** File of the journal while the run lasts. */
  readonly path: string;
  readonly #results: Results;
  readonly #fd: number;
  readonly #document: string;
  readonly #now: () => Date;

  /** Start a journal in a folder; the folder is made when missing. `document` is where the results go instead of that folder. */
  constructor(folder: string, start: Start, options: { document?: string | undefined; now?: () => Date } = {}) {
    mkdirSync(folder, { recursive: true });
    const { base, fd } = claim(folder, stamp(start.started));
    const header: Header = { ...start, started: start.started.toISOString(), pid: process.pid };
    this.path = base + SUFFIX;
    this.#fd = fd;
    this.#document = options.document ?? `${base}.json`;
    this.#now = options.now ?? (() => new Date());
    this.#results = emptyResults(header);
    writeSync(this.#fd, headerLine(header));
  }

  /** What was measured so far. */
  get results(): Readonly<Results> {
    return this.#results;
  }

  /** A kernel takes part; say it again when more is known of it. */
  kernel(kernel: Kernel): void {
    this.#add({ at: this.#at(), kernel });
  }

  /** A scenario takes part. */
  scenario(scenario: Scenario): void {
    this.#add({ at: this.#at(), scenario });
  }

  /** A scenario was judged on a kernel. */
  verdict(verdict: Verdict): void {
    this.#add({ at: this.#at(), verdict });
  }

  /** Something outside of the kernels under test failed. */
  infrastructure(infrastructure: Infrastructure): void {
    this.#add({ at: this.#at(), infrastructure });
  }

  /** End the run: write the document, point latest.json at it, drop the journal. Returns the document and its path. */
  finish(status: Status): { doc: Results; path: string } {
    const doc = conclude(this.#results, status, this.#at());
    store(doc, this.#document, this.path);
    closeSync(this.#fd);
    return { doc, path: this.#document };
  }

  #at(): string {
    return this.#now().toISOString();
  }

  #add(entry: Entry): void {
    writeSync(this.#fd, entryLine(entry));
    apply(this.#results, entry);
  }
}

/** Turn the journals of runners that are no more into documents with status `interrupted`. Returns the paths of these. */
export function recoverJournals(folder: string): string[] {
  const journals = list(folder).filter((name) => name.endsWith(SUFFIX));
  return journals.flatMap((name) => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    if (!isJournal(text) || !text.includes('\n')) {
      rmSync(path);
      return [];
    }
    if (isAlive(parseHeader(text).pid)) return [];
    const document = `${path.slice(0, -SUFFIX.length)}.json`;
    store(parseJournal(text), document, path);
    return [document];
  });
}

function store(doc: Results, document: string, journal: string): void {
  writeResults(document, doc);
  // latest.json stands for the newest run of the folder; a document that was asked for elsewhere does not get one beside it.
  if (document === `${journal.slice(0, -SUFFIX.length)}.json`) linkLatest(document);
  rmSync(journal, { force: true });
}

/** Two runs may start in the same second: the journal that can be created is ours. */
function claim(folder: string, name: string): { base: string; fd: number } {
  for (let attempt = 1; ; attempt++) {
    const base = join(folder, attempt === 1 ? name : `${name}-${attempt}`);
    try {
      return { base, fd: openSync(base + SUFFIX, 'ax') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
