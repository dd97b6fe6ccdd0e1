/**
 * Annotations of GitHub Actions: commands that its runner reads in the log of a step. It shows ten errors of a step and drops the others without a word, so the
 * tenth says how many there are.
 */
import type { Results } from '../../results/schema.ts';
import { renderSummary } from '../terminal.ts';
import { type BaselineNote, type Measured, measuredBy } from './baseline.ts';
import { findingsOf, infrastructureLines, leftOut } from './findings.ts';
import type { FormatOptions } from './index.ts';
import { cut, oneLine } from './safe-text.ts';

/** Errors that GitHub shows of one step. */
const MOST = 10;

/** The workflow commands, one a line. */
export function* renderGithub(whole: Results, { baseline }: FormatOptions = {}): Generator<string> {
  const measured = measuredBy(whole, baseline);
  const { doc, counting } = measured;
  const { findings, more } = findingsOf(counting, MOST, measured);
  const errors = [
    ...infrastructureLines(doc).map((message) => command('error', { title: 'kconform: infrastructure' }, message)),
    ...findings.map(({ verdict, promise, file, details }) =>
      command('error', { file, title: `${verdict}: ${cut(promise, 200)}` }, details),
    ),
  ];
  const total = errors.length + more;
  if (total > MOST) {
    const last = command('error', { title: 'kconform' }, leftOut(total - MOST + 1));
    errors.splice(MOST - 1, Number.POSITIVE_INFINITY, last);
  }
  for (const error of errors) yield error;
  yield* known(measured);
  yield command('notice', { title: 'kconform' }, cut(oneLine(renderSummary(doc)), 1000));
}

/** Known failures are notices where they are written down, and those that pass are warnings there; GitHub shows ten of each kind, too. */
function* known({ notes }: Measured): Generator<string> {
  const shown = (kind: BaselineNote['kind'], most: number) => {
    const all = notes.filter((note) => note.kind === kind);
    return all.length <= most ? { all, more: 0 } : { all: all.slice(0, most - 1), more: all.length - most + 1 };
  };
  const [expected, passing] = [shown('known', MOST - 1), shown('passes', MOST)];
  for (const { file, line, text } of expected.all) {
    yield command('notice', { ...at(file, line), title: 'known failure' }, cut(text, 2000));
  }
  if (expected.more > 0) yield command('notice', { title: 'known failures' }, leftOut(expected.more, 'known failure'));
  for (const { file, line, text } of passing.all) {
    yield command('warning', { ...at(file, line), title: 'known failure that passes' }, cut(text, 2000));
  }
  if (passing.more > 0) yield command('warning', { title: 'kconform' }, leftOut(passing.more, 'known failure'));
}

function at(file: string, line: number | undefined): Record<string, string> {
  return { file: cut(oneLine(file), 500), ...(line !== undefined && { line: `${line}` }) };
}

function command(name: string, properties: Record<string, string>, message: string): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${given.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('##[', '## [');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
