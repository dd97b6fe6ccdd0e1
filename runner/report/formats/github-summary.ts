/** The summary of a step of GitHub Actions: Markdown in the file that GITHUB_STEP_SUMMARY names, 1 MiB at most, or GitHub shows nothing of it. */
import type { Results } from '../../results/schema.ts';
import { renderKnown } from '../known.ts';
import { matrixCells } from '../matrix.ts';
import { plural } from '../style.ts';
import { renderSummary } from '../terminal.ts';
import { renderUnsupported } from '../unsupported.ts';
import { type BaselineNote, measuredBy } from './baseline.ts';
import { type Finding, findingsOf, infrastructureLines, leftOut } from './findings.ts';
import type { FormatOptions } from './index.ts';
import { cut, oneLine, printableLines } from './safe-text.ts';

/** Findings told, lines of another kind, and bytes of all findings: an entity takes six, and all together keep well below the limit. */
const MOST = 100;
const MOST_LINES = 50;
const MOST_BYTES = 400_000;

/** Kernels that fit into a table beside each other. */
const MOST_KERNELS = 30;

/** The summary; other commands of the same step may have written theirs before. */
export function* renderGithubSummary(whole: Results, { baseline }: FormatOptions = {}): Generator<string> {
  const measured = measuredBy(whole, baseline);
  const { doc, counting } = measured;
  const { findings, more } = findingsOf(counting, MOST, measured);
  const told = whatFits(findings.map(details));
  const untold = findings.length + more - told.length;
  const sections = [
    `## kconform: ${literal(oneLine(renderSummary(doc)))}`,
    lines('Infrastructure', infrastructureLines(doc)),
    table(doc),
    findings.length === 0 ? '' : `### ${plural(findings.length + more, 'finding')}`,
    told.join('\n'),
    untold > 0 ? literal(leftOut(untold)) : '',
    lines('Baseline', measured.notes.map(noteInWords)),
    lines('Known of these kernels, and shown', rest(renderKnown(doc), 'known')),
    lines('Unsupported', rest(renderUnsupported(doc), 'unsupported')),
  ];
  yield `${sections.filter(Boolean).join('\n\n')}\n`;
}

function whatFits(texts: string[]): string[] {
  let bytes = 0;
  return texts.filter((text) => {
    bytes += Buffer.byteLength(text);
    return bytes < MOST_BYTES;
  });
}

function table(doc: Results): string {
  if (doc.kernels.length === 0) return '';
  const rows = matrixCells({ ...doc, kernels: doc.kernels.slice(0, MOST_KERNELS) });
  const [head = [], ...body] = rows.map(
    (cells) => `| ${cells.map((cell) => literal(cut(oneLine(cell), 40))).join(' | ')} |`,
  );
  const more = doc.kernels.length - MOST_KERNELS;
  return [
    head,
    `|${' --- |'.repeat(rows[0]!.length)}`,
    ...body,
    ...(more > 0 ? ['', `${plural(more, 'more kernel')} in the results document`] : []),
  ].join('\n');
}

function details({ verdict, scenario, details }: Finding): string {
  const title = `${verdict} <code>${literal(cut(oneLine(scenario), 300))}</code>`;
  // A blank line would end the block of HTML.
  const text = details.split('\n').map(literal).join('&#10;');
  return `<details><summary>${title}</summary><pre>${text}</pre></details>`;
}

function noteInWords({ kind, file, line, text }: BaselineNote): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return kind === 'known' ? `known: ${text} (${where})` : text;
}

function lines(title: string, all: string[]): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MOST_LINES).map((line) => `- ${literal(cut(oneLine(line), 200))}`);
  const more = all.length - MOST_LINES;
  return [`### ${title}`, '', ...shown, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

/** Lines without the word that they begin with, which is the heading here. */
function rest(text: string, word: string): string[] {
  return text === ''
    ? []
    : printableLines(text)
        .split('\n')
        .map((line) => line.slice(word.length).trim());
}

/** Text that means nothing to Markdown or HTML: whatever is not a letter, a digit or harmless becomes an entity. */
function literal(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} .,/…-]/gu, (character) => `&#${character.codePointAt(0)};`);
}
