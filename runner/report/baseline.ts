/** A run against its baseline, for people. */
import type { BaselineJudgement, Passing } from '../baseline/baseline.ts';
import { plain, plural, type Style } from './style.ts';

const MOST = 25;

/** What counts, what is known, and which entries can go; last the whole in one line. */
export function renderBaseline(
  { regressions, excused, passing, unknownKernels }: BaselineJudgement,
  { style = plain, verbose = false }: { style?: Style; verbose?: boolean } = {},
): string {
  const shown = verbose ? regressions : regressions.slice(0, MOST);
  const lines = [
    ...shown.map(
      ({ verdict: { verdict, scenario, kernel }, why }) =>
        `${style.bad('regression')}  ${verdict}  ${scenario} on ${kernel} (${why})`,
    ),
    ...(regressions.length > shown.length
      ? [`… and ${plural(regressions.length - shown.length, 'more regression')}`]
      : []),
    ...[...Map.groupBy(excused, ({ by, reason }) => `${by}: ${reason}`)].map(
      ([words, all]) => `known       ${words} (${plural(all.length, 'failure')})`,
    ),
    ...passing.map((one) => `passes      ${passingInWords(one)}`),
    ...unknownKernels.map((kernel) => `note        the baseline has no results of ${kernel}: all its failures count`),
  ];
  const sum = [
    regressions.length === 0 ? style.good('no regression') : style.bad(plural(regressions.length, 'regression')),
    ...(excused.length > 0 ? [plural(excused.length, 'known failure')] : []),
    ...(passing.length > 0 ? [`${plural(passing.length, 'known failure')} to take out or narrow`] : []),
  ];
  return `${[...lines, `baseline    ${sum.join(', ')}`].join('\n')}\n`;
}

/** An entry of known failures that can be taken out, or says too much: where it is, and what passes. */
export function passingInWords({ entry, passed, of }: Passing): string {
  const { scenario, kernel } = passed[0]!;
  if (passed.length < of) {
    return `${entry.where}: ${passed.length} of ${of} pass, such as ${scenario} on ${kernel}: say less`;
  }
  const what = of === 1 ? `${scenario} on ${kernel} passes` : `all ${of} pass`;
  return `${entry.where}: ${what}: take it out`;
}
