/**
 * Annotations of GitHub Actions: commands that its runner reads in the log of a step. It shows ten errors of a step and drops the others without a word, so the
 * tenth says how many there are.
 */
import type { Results } from '../../results/schema.ts';
import { renderSummary } from '../terminal.ts';
import { findingsOf, infrastructureLines, leftOut } from './findings.ts';
import { cut, oneLine } from './safe-text.ts';

/** Errors that GitHub shows of one step. */
const MOST = 10;

/** The workflow commands, one a line. */
export function* renderGithub(doc: Results): Generator<string> {
  const { findings, more } = findingsOf(doc, MOST);
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
  yield command('notice', { title: 'kconform' }, cut(oneLine(renderSummary(doc)), 1000));
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
