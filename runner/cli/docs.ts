/** `kconform docs`. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { debianSource } from '../../vm/kernels/source/index.ts';
import { compatData } from '../compat/data.ts';
import { loadCatalogue } from '../compat/load.ts';
import { compatModel } from '../compat/model.ts';
import { writeDocumentation } from '../compat/write.ts';
import { checkReferences, type ReferenceReport } from '../references/check.ts';
import { CitationList, citeCatalogue, citeScenarios } from '../references/citations.ts';
import { SourceTree } from '../references/tree.ts';
import { plural } from '../report/style.ts';
import { readResults } from '../results/read.ts';
import { EXIT } from '../results/summary.ts';
import { teller } from './kernels.ts';
import type { DocsOptions } from './options.ts';
import type { Output } from './output.ts';
import { selectScenarios } from './scenarios.ts';

const LATEST = 'results/latest.json';

/** Check references, write documentation, or both. The status says whether references are right. */
export async function docsCommand(options: DocsOptions, output: Output): Promise<number> {
  const { out, check, files } = options;
  if (!check && out === undefined) {
    throw new UserError('docs needs a folder to write to', {
      hint: '--out FOLDER, or --check to check references only',
    });
  }
  const wrong = check ? await checkCommand(options, output) : false;
  if (out !== undefined) await writeCommand(out, files.length > 0 ? files : [LATEST], output);
  return wrong ? EXIT.unexpected : EXIT.pass;
}

async function writeCommand(folder: string, files: readonly string[], { out }: Output): Promise<void> {
  const data = compatData(compatModel(await loadCatalogue(), files.map(readResults)));
  const pages = writeDocumentation(folder, data);
  const features = Object.values(data.features);
  const count = (wanted: string) => features.filter(({ status }) => status === wanted).length;
  const told = ['confirmed', 'contradicted', 'not confirmed']
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status}`);
  const kernels = plural(Object.keys(data.kernels).length, 'kernel');
  out(
    `${join(folder, 'README.md')}: ${plural(pages, 'page')}, ${kernels}, ${plural(features.length, 'feature')}: ${told.join(', ')}\n`,
  );
  out(`${join(folder, 'compat.json')}: the same for programs\n`);
}

/** Whether something is wrong. */
async function checkCommand({ source, tree, suite }: DocsOptions, output: Output): Promise<boolean> {
  const { name, directory } = tree === undefined ? await sourceOf(source, output) : treeAt(tree);
  const citations = new CitationList();
  citeScenarios(citations, await selectScenarios({ scenarios: [], tags: [], suite }));
  if (suite === undefined) citeCatalogue(citations, await loadCatalogue());
  const report = checkReferences(citations.all, new SourceTree(directory));
  output.out(renderReferences(report, name));
  return report.wrong.length > 0;
}

async function sourceOf(series: string, output: Output) {
  const { id, directory } = await debianSource(series, { onEvent: teller(output) });
  return { name: id, directory };
}

function treeAt(folder: string) {
  const directory = resolve(folder);
  if (statSync(join(directory, 'security/landlock'), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(`${folder} is no kernel source: it has no security/landlock`, {
      hint: 'name the top of the tree',
    });
  }
  return { name: folder, directory };
}

/** The report: every wrong reference, what is wrong with it, and who cites it. */
export function renderReferences({ references, wrong }: ReferenceReport, source: string): string {
  const parts = wrong.map(({ doc, faults, places }) =>
    [`wrong  ${doc}`, ...faults.map((fault) => `       ${fault}`), `       cited in ${places.join(', ')}`].join('\n'),
  );
  const total = `${plural(references, 'reference')} checked against ${source}: ${wrong.length === 0 ? 'all are there' : `${wrong.length} wrong`}`;
  return `${[...parts, total].join('\n\n')}\n`;
}
