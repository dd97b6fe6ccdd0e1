/**
 * The journal of a run that is going on: every verdict is on disk as soon as it is known, so a runner that is killed, even by SIGKILL, loses nothing that it
 * measured. A run that ends by itself turns its journal into the results document.
 */
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { InfrastructureError } from '../../vm/errors.ts';
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
import { cannotWrite, linkLatest, makeFolder, stamp, writeResults } from './write.ts';

const SUFFIX = '.journal.jsonl';

/** What a runner knows when it starts; the process id and the machine are added. */
export type Start = Omit<Header, 'pid' | 'machine' | 'started'> & { started: Date };

/** Collects what a run measures, in memory and on disk. */
export class Journal {
  /** File of the journal while the run lasts. */
  readonly path: string;
  readonly #results: Results;
  readonly #fd: number;
  readonly #document: string;
  readonly #now: () => Date;
  /** Why nothing more can be appended to the file. */
  #stuck: unknown;

  /** Start a journal in a folder; the folder is made when missing. `document` is where the results go instead of that folder. */
  constructor(folder: string, start: Start, options: { document?: string | undefined; now?: () => Date } = {}) {
    const { base, fd } = claim(folder, stamp(start.started));
    const header: Header = { ...start, started: start.started.toISOString(), pid: process.pid, machine: hostname() };
    this.path = base + SUFFIX;
    this.#fd = fd;
    this.#document = options.document ?? `${base}.json`;
    this.#now = options.now ?? (() => new Date());
    this.#results = emptyResults(header);
    this.#append(headerLine(header));
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

  /**
   * End the run: write the document, point latest.json at it, drop the journal. A document that cannot be written goes to the folder for temporary files instead,
   * and says so.
   *
   * @returns the document and its path
   * @throws InfrastructureError when it cannot be written there either
   */
  finish(status: Status): { doc: Results; path: string } {
    const doc = conclude(this.#results, status, this.#at());
    try {
      store(doc, this.#document, this.path);
      return { doc, path: this.#document };
    } catch (error) {
      return this.#rescue(doc, cannotWrite(this.#document, error));
    } finally {
      closeSync(this.#fd);
    }
  }

  #rescue(doc: Results, failure: unknown): { doc: Results; path: string } {
    const { message, hint } = failure as InfrastructureError;
    try {
      const path = join(mkdtempSync(join(tmpdir(), 'kconform-results-')), basename(this.#document));
      const about = { message: `${message}; the results are in ${path}`, ...(hint === undefined ? {} : { hint }) };
      const status = doc.status === 'complete' ? 'infrastructure' : doc.status;
      const rescued = { ...doc, status, infrastructure: [...doc.infrastructure, about] } satisfies Results;
      writeResults(path, rescued);
      rmSync(this.path, { force: true });
      return { doc: rescued, path };
    } catch (cause) {
      throw new InfrastructureError(`${message}, and nothing below ${tmpdir()} either: the results are lost`, {
        hint,
        cause,
      });
    }
  }

  #at(): string {
    return this.#now().toISOString();
  }

  #add(entry: Entry): void {
    apply(this.#results, entry);
    this.#append(entryLine(entry));
  }

  /** A full disk does not end a run: everything is still in memory, and there may be room again when it ends. Half a line is the last one, as after a SIGKILL. */
  #append(line: string): void {
    if (this.#stuck !== undefined) return;
    const bytes = Buffer.from(line);
    try {
      if (writeSync(this.#fd, bytes) < bytes.length) this.#stuck = new Error('cut short');
    } catch (error) {
      this.#stuck = error;
    }
  }
}

/**
 * Turn the journals of runners that are no more into documents with status `interrupted`.
 *
 * @param folder of results
 * @param onProblem told of a journal that cannot be recovered; it stays where it is
 * @returns paths of the documents
 */
export function recoverJournals(folder: string, onProblem: (text: string) => void = () => {}): string[] {
  const journals = list(folder).filter((name) => name.endsWith(SUFFIX));
  return journals.flatMap((name) => {
    const path = join(folder, name);
    try {
      return recover(path);
    } catch (error) {
      // Another run may have recovered it just now.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        onProblem(
          `the verdicts in ${path}, of a run that was killed, cannot be recovered: ${(error as Error).message}`,
        );
      return [];
    }
  });
}

function recover(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  if (!isJournal(text) || !text.includes('\n')) {
    // A young one may be that of a run that is starting at this moment.
    if (Date.now() - statSync(path).mtimeMs > 60_000) rmSync(path);
    return [];
  }
  const { pid, machine = hostname() } = parseHeader(text);
  // Whether a process of another machine lives cannot be told here: its journal is for that machine, or for `kconform merge`.
  if (machine !== hostname() || isAlive(pid)) return [];
  const document = `${path.slice(0, -SUFFIX.length)}.json`;
  store(parseJournal(text), document, path);
  return [document];
}

function store(doc: Results, document: string, journal: string): void {
  writeResults(document, doc);
  // latest.json stands for the newest run of the folder; a document that was asked for elsewhere does not get one beside it.
  if (document === `${journal.slice(0, -SUFFIX.length)}.json`) linkLatest(document);
  rmSync(journal, { force: true });
}

/** Two runs may start in the same second: the journal that can be created is ours. */
function claim(folder: string, name: string): { base: string; fd: number } {
  try {
    makeFolder(folder);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  for (let attempt = 1; ; attempt++) {
    const base = join(folder, attempt === 1 ? name : `${name}-${attempt}`);
    try {
      return { base, fd: openSync(base + SUFFIX, 'ax') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotWrite(base + SUFFIX, error);
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
