/** A review as plain text for a mail: lines that no mailing list breaks, and no markup. */

import { patchFigures } from '../../coverage/patch.ts';
import { patchSections } from '../../coverage/patch-report.ts';
import type { Finding } from '../../review/findings.ts';
import type { Broken, KernelState, ReviewCoverage } from '../../review/review.ts';
import type { Review, ReviewedBase } from '../../review/verdict.ts';
import { example, stepLines } from '../diff/steps.ts';
import { wrap } from '../diff/wrap.ts';
import { printableLines, withoutOrders } from '../formats/safe-text.ts';
import { fromHere } from '../paths.ts';
import { plural, shorten } from '../style.ts';
import { slugOf } from '../topics.ts';
import {
  addedInWords,
  brokenInWords,
  countsInWords,
  factInWords,
  type PlacedGroup,
  patchLabel,
  placedGroups,
  placeOf,
  placesOf,
  summaryOf,
} from './words.ts';

const WIDTH = 75;
const TAB = ' '.repeat(8);
/** Of a section, how many changes; of a change, how many topics and lines. */
const GROUPS = 10;
const TOPICS = 4;
const LINES = 6;
const WARNINGS = 20;

/** The series, each base in a line, and then each base in full. */
export function renderReview({ title, bases }: Review): string {
  const patches = bases[0]?.patches ?? [];
  const total = patches.length;
  const width = Math.max(0, ...bases.map(({ name }) => name.length)) + 1;
  const lines = [
    ...wrap(`${title}: ${total === 1 ? '1 patch' : `${total} patches`}`, WIDTH),
    '',
    ...patchLines(patches),
    '',
    ...bases.flatMap((base) =>
      wrap(`${`${base.name}:`.padEnd(width)} ${summaryOf(base)}`, WIDTH - 2, ' '.repeat(width + 1)).map(
        (line) => `  ${line}`,
      ),
    ),
    ...bases.flatMap((base) => ['', ...baseLines(base, patches)]),
  ];
  return withoutOrders(printableLines(`${lines.map((line) => line.trimEnd()).join('\n')}\n`));
}

function patchLines(patches: readonly string[]): string[] {
  return patches.map((name, index) => shorten(`  ${patchLabel(index + 1, patches.length)}  ${name}`, WIDTH));
}

function baseLines(base: ReviewedBase, told: readonly string[]): string[] {
  const total = base.patches.length;
  const head = wrap(`On ${base.name} (${base.words})`, WIDTH, '  ');
  return [
    ...head,
    '='.repeat(Math.max(...head.map(({ length }) => length))),
    '',
    ...(base.patches.join('\n') === told.join('\n') ? [] : [...patchLines(base.patches), '']),
    ...base.states.flatMap((state) => stateLines(state, base, total)),
    ...base.broken.flatMap((broken, index) => [
      ...(index > 0 || base.states.length > 0 ? [''] : []),
      `${brokenInWords(broken, total)}:`,
      ...reasonLines(broken),
    ]),
    ...(base.comparison === undefined ? [] : findingLines(base, total)),
  ];
}

/** Messages are wrapped; the source that compilers and git quote is cut at the end of the line. */
function reasonLines({ kind, reason }: Broken): string[] {
  const width = WIDTH - 4;
  const fitted = reason.split('\n').flatMap((line) => {
    if (kind === 'ask' || /^(\S|\s*\S+:\d+:)/.test(line)) return wrap(line.trim(), width, '  ');
    const text = line.replaceAll('\t', TAB);
    return [text.length > width ? `${text.slice(0, width - 1)}…` : text];
  });
  return fitted.map((line) => `    ${line}`);
}

function stateLines({ patch, doc, sameAs, path, kernel }: KernelState, { applied }: ReviewedBase, total: number) {
  const label = patchLabel(patch, total).padEnd(5);
  if (sameAs !== undefined) return [`  ${label} the same image as ${patchLabel(sameAs, total)}`];
  const [{ abi, landlock }] = doc.kernels as [KernelState['doc']['kernels'][0]];
  const what = landlock === 'enabled' ? `ABI ${abi}` : `Landlock ${landlock}`;
  const merged = patch > 0 && applied[patch - 1]?.merged ? ', applied by a three-way merge' : '';
  return [
    ...entry(`${label} ${what}: ${countsInWords(doc.verdicts)}${merged}`),
    `        ${kernel}, ${fromHere(path)}`,
  ];
}

function findingLines(base: ReviewedBase, total: number): string[] {
  const { states, facts, regressions, between, added, others, splats, warnings, warningsKnown, coverage } = base;
  const bad = new Set(regressions);
  const placed = (findings: readonly Finding[]) => groupLines(placedGroups(findings, base, total));
  return [
    ...section('Regressions', regressions.length, placed(regressions)),
    ...(between.length > 0
      ? section('In between only, so that who bisects meets them', between.length, placed(between))
      : []),
    ...(facts.length > 0
      ? section(
          'What the kernel says of itself',
          undefined,
          facts.flatMap((fact) => entry(`${placesOf(fact.patches, states, total)}  ${factInWords(fact)}`)),
        )
      : []),
    ...section(
      'Scenarios that need what the series adds',
      added.length > 0 ? addedInWords(added) : 0,
      placed(added.filter((finding) => !bad.has(finding))),
    ),
    ...(others.length > 0 ? section('Other changes', others.length, placed(others)) : []),
    ...section(
      'New splats',
      splats.length,
      splats.flatMap(({ patch, title, scenarios }) =>
        entry(
          `${placeOf(patch, states, total)}  ${title}, in ${plural(scenarios.length, 'scenario')} such as ${scenarios[0]}`,
        ),
      ),
    ),
    ...section(
      warningsKnown ? 'New compiler warnings' : 'Compiler warnings (not all of the base are known)',
      warnings.length,
      [
        ...warnings
          .slice(0, WARNINGS)
          .flatMap(({ patch, warning }) => entry(`${placeOf(patch, states, total)}  ${warning}`)),
        ...(warnings.length > WARNINGS ? [`  … and ${plural(warnings.length - WARNINGS, 'other warning')}`] : []),
      ],
    ),
    ...coverageLines(coverage),
  ];
}

/** An item of a list, indented by two. */
function entry(text: string): string[] {
  return wrap(text, WIDTH - 2, '     ').map((line) => `  ${line}`);
}

/** A heading with a count, and what is below it. */
function section(title: string, count: number | string | undefined, lines: readonly string[]): string[] {
  const told = count === undefined ? '' : count === 0 ? ': none' : `: ${count.toLocaleString('en')}`;
  return ['', `${title}${told}`, ...(lines.length > 0 ? ['', ...lines] : [])];
}

function groupLines(groups: readonly PlacedGroup[]): string[] {
  const shown = groups.slice(0, GROUPS);
  const rest = groups.slice(GROUPS).reduce((sum, { group }) => sum + group.count, 0);
  const more = rest > 0 ? [`  … and ${plural(rest, 'scenario')} with other changes`] : [];
  return [...shown.flatMap(oneGroup), ...more];
}

function oneGroup({ place, group: { what, count, topics } }: PlacedGroup): string[] {
  const named = topics
    .slice(0, TOPICS)
    .map(({ topic, differences }) => (topics.length === 1 ? topic : `${topic} (${differences.length})`));
  if (topics.length > TOPICS) named.push(plural(topics.length - TOPICS, 'more topic'));
  const [largest] = topics.toSorted((a, b) => b.differences.length - a.differences.length);
  const difference = example(largest!.differences);
  const steps = stepLines(difference, false).map(({ sign, text }) => `${sign} ${text}`);
  const shown =
    steps.length > LINES ? [...steps.slice(0, LINES), `… ${plural(steps.length - LINES, 'more line')}`] : steps;
  return [
    ...entry(`${place}  ${what}, ${plural(count, 'scenario')} in ${named.join(', ')}`),
    ...[slugOf(difference.scenario), ...shown].map((line) => `         ${shorten(line, WIDTH - 9)}`),
  ];
}

function coverageLines(coverage: ReviewCoverage | undefined): string[] {
  if (coverage === undefined) return ['', 'Patch coverage: not measured (--coverage)'];
  if ('reason' in coverage) return ['', ...wrap(`Patch coverage: not to be told, ${coverage.reason}`, WIDTH, '  ')];
  const { code, ran } = patchFigures(coverage.patches);
  return [
    '',
    `Patch coverage: ${ran} of ${code} added lines of code ran`,
    '',
    ...patchSections(coverage.patches).flatMap(({ title, rows, uncounted }) => [
      ...entry(title),
      ...rows.filter(([, , ran]) => ran !== 'ran').map((row) => shorten(`      ${row.join('  ')}`, WIDTH)),
      ...uncounted.map((file) => shorten(`      not counted: ${file}`, WIDTH)),
    ]),
  ];
}
