/** `kconform diff`. */
import { resolve } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import { resolveKernels } from '../../vm/kernels/index.ts';
import { compareKernels, isSame } from '../compare/index.ts';
import { isSelected } from '../engine/selection.ts';
import { renderDiffJson } from '../report/diff/json.ts';
import { renderDiffMarkdown } from '../report/diff/markdown.ts';
import type { Compared } from '../report/diff/summary.ts';
import { renderDiff } from '../report/diff/text.ts';
import { fromHere } from '../report/paths.ts';
import { styleFor, widthOf } from '../report/style.ts';
import type { Results } from '../results/schema.ts';
import { EXIT, exitStatus } from '../results/summary.ts';
import { documentReader } from '../results/whole.ts';
import { type Lookup, type Meaning, meaningOf, NoResultsError, sidesOf } from './diff/sides.ts';
import type { DiffOptions } from './options.ts';
import type { Output } from './output.ts';
import { normalisePattern } from './scenarios.ts';

/** Compare two kernels or results documents. The status is that of diff: 0 for the same, 1 for different. */
export async function diffCommand(options: DiffOptions, output: Output): Promise<number> {
  const { results, scenarios, format, verbose } = options;
  const lookup: Lookup = { folder: resolve('results'), results };
  const found = await meanings(options, lookup);
  if (typeof found === 'number') return found;
  const [before, after] = found;
  for (const meaning of new Set([before, after])) noteUnfinished(meaning, output);
  const { pairs, alone } = sidesOf(before, after);
  noteOtherTool(before, after, output);
  for (const line of alone) output.err(`kconform: note: ${line}\n`);
  const patterns = scenarios.map(normalisePattern);
  const tags = new Map([...before.doc.scenarios, ...after.doc.scenarios].map(({ id, tags }) => [id, tags]));
  const isChosen = (id: string) => isSelected({ id, tags: tags.get(id) ?? [] }, { scenarios: patterns, tags: [] });
  const compared: Compared[] = pairs.map(({ before: a, after: b }) => ({
    comparison: compareKernels(a, b, { isChosen }),
    from: { before: fromHere(before.path), after: fromHere(after.path) },
  }));
  if (!compared.some(({ comparison: { counts } }) => Object.values(counts).some((count) => count > 0))) {
    throw new UserError(
      scenarios.length > 0
        ? `no scenario in the results matches ${scenarios.join(' ')}`
        : `there are no verdicts to compare in ${before.text} and ${after.text}`,
    );
  }
  output.out(render(compared, format, verbose));
  return compared.every(({ comparison }) => isSame(comparison)) ? EXIT.pass : EXIT.unexpected;
}

function render(compared: readonly Compared[], format: DiffOptions['format'], verbose: boolean): string {
  if (format === 'json') return renderDiffJson(compared);
  if (format === 'markdown') return compared.map((one) => renderDiffMarkdown(one, { verbose })).join('\n');
  const style = styleFor(process.stdout);
  return compared.map((one) => renderDiff(one, { style, width: widthOf(process.stdout), verbose })).join('\n');
}

/** A status instead, when the run that was asked for first did not end. */
async function meanings(options: DiffOptions, lookup: Lookup): Promise<[Meaning, Meaning] | number> {
  const { before, after, run, scenarios } = options;
  const read = documentReader();
  const missing: string[] = [];
  const found = [before, after].map((text) => {
    try {
      return meaningOf(text, lookup, read);
    } catch (error) {
      if (!(error instanceof NoResultsError)) throw error;
      missing.push(error.kernel);
      return undefined;
    }
  });
  if (missing.length === 0) return found as [Meaning, Meaning];
  // A name that means nothing is told as such.
  await resolveKernels(missing);
  // Both kernels, although one may have results: of another version of the suites, perhaps, or of other scenarios.
  const kernels = [before, after].filter((text) => missing.includes(text) || text === found.find(Boolean)?.kernel);
  if (run) {
    const { doc, path } = await runBoth(kernels, scenarios);
    if (doc.status !== 'complete') return exitStatus(doc);
    const at = { folder: lookup.folder, results: path };
    return [before, after].map((text) => meaningOf(text, kernels.includes(text) ? at : lookup, read)) as [
      Meaning,
      Meaning,
    ];
  }
  const command = [`${program} run`, ...kernels.map((kernel) => `--kernel ${kernel}`), ...scenarios].join(' ');
  throw new UserError(`there are no results of ${[...new Set(missing)].join(' and ')} yet`, {
    hint: `make them, for both alike: ${command}; or have diff do it, with --run`,
  });
}

async function runBoth(
  kernels: readonly string[],
  scenarios: readonly string[],
): Promise<{ doc: Results; path: string }> {
  const { runForDiff } = await import('./diff/run.ts');
  return runForDiff(kernels, scenarios);
}

function noteUnfinished({ doc, path }: Meaning, output: Output): void {
  if (doc.status === 'complete') return;
  output.err(
    `kconform: note: ${path} is of a run that did not end (${doc.status}): what it lacks may show as new or gone\n`,
  );
}

/** Scenarios change, too: what differs then need not be the kernels' doing. */
function noteOtherTool(before: Meaning, after: Meaning, output: Output): void {
  const made = ({ doc: { tool } }: Meaning) => `kconform ${tool.version}${tool.commit ? ` (${tool.commit})` : ''}`;
  if (made(before) === made(after)) return;
  output.err(
    `kconform: note: the results were made by ${made(before)} and ${made(after)}: what scenarios ask may differ as well\n`,
  );
}
