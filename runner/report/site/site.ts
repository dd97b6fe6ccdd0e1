/** Writes results documents as a site: static files that open from disk as well as from a web server. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { salvageResults } from '../../results/salvage.ts';
import { siteAssets } from './assets.ts';
import { Behaviours } from './encode/behaviour.ts';
import { packDetails } from './encode/details.ts';
import { CHUNK, packIndex } from './encode/index.ts';
import { type Source, type Table, tableOf } from './encode/table.ts';
import { extras } from './extras.ts';
import { writeFiles } from './folder.ts';

/** What was written. */
export interface Written {
  /** The page to open. */
  page: string;
  bytes: number;
  files: number;
  runs: number;
  kernels: number;
  scenarios: number;
  verdicts: number;
  /** What of the documents could not be read, with the name of the document. */
  lost: string[];
}

/**
 * Write the site of some results documents.
 *
 * @param folder is made; files of an earlier report in it are replaced
 * @param paths results documents, or journals
 * @throws {UserError} when a document cannot be used at all, the folder cannot be written, or it holds something else
 */
export async function writeSite(folder: string, paths: readonly string[]): Promise<Written> {
  const table = tableOf(sourcesOf(paths));
  const files = new Map<string, string>(Object.entries(await siteAssets()));
  for await (const [name, content] of dataFiles(table)) files.set(name, content);
  writeFiles(folder, files);
  return {
    page: join(folder, 'index.html'),
    bytes: [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0),
    files: files.size,
    runs: table.sources.length,
    kernels: new Set(table.columns.map(({ kernel }) => kernel.id)).size,
    scenarios: table.rows.length,
    verdicts: table.sources.reduce((sum, { doc }) => sum + doc.verdicts.length, 0),
    lost: table.sources.flatMap(({ name, lost }) => lost.map((what) => `${name}: ${what}`)),
  };
}

/** Read documents, each once, however often and by whatever name it is given: `results/*.json` has the latest twice. Those of one name are told apart. */
function sourcesOf(paths: readonly string[]): Source[] {
  const names = new Map<string, number>();
  const files = new Set(paths.map((path) => (existsSync(path) ? realpathSync(path) : path)));
  return [...files].map((path) => {
    const name = basename(path).replace(/\.jsonl?$/, '');
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return { ...salvageResults(path), name: count === 1 ? name : `${name} (${count})` };
  });
}

async function* dataFiles(table: Table): AsyncGenerator<[string, string]> {
  const behaviours = new Behaviours();
  yield dataFile('index', packIndex(table, behaviours));
  for (let start = 0; start < table.rows.length; start += CHUNK) {
    yield dataFile(`details-${start / CHUNK}`, packDetails(table.rows.slice(start, start + CHUNK), behaviours));
  }
  for (const { name, make } of extras) {
    const value = await make(table);
    if (value !== undefined) yield dataFile(name, value);
  }
}

/** A script that hands its data to the page: nothing else can be loaded from a page that was opened from disk. */
function dataFile(name: string, value: unknown): [string, string] {
  return [`data/${name}.js`, `kconform.register(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`];
}
