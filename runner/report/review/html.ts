/** A review as one page, without scripts: it opens from disk and from a mail's attachment. */

import type { Difference } from '../../compare/index.ts';
import { patchFigures } from '../../coverage/patch.ts';
import { patchSections } from '../../coverage/patch-report.ts';
import type { Finding } from '../../review/findings.ts';
import type { ReviewCoverage } from '../../review/review.ts';
import { isToBlame, type Review, type ReviewedBase } from '../../review/verdict.ts';
import { stepLines } from '../diff/steps.ts';
import { printableLines } from '../formats/safe-text.ts';
import { fromHere } from '../paths.ts';
import { quote } from '../quote.ts';
import { plural } from '../style.ts';
import { type Hole, html, type Markup } from './escape.ts';
import { STYLE } from './page-style.ts';
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

/** Of a change, how many scenarios are shown step by step. */
const SHOWN = 20;

/** The whole page. */
export function renderReviewPage({ title, bases }: Review): string {
  const patches = bases[0]?.patches ?? [];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Review: ${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${patchTable(patches)}
<table>
${bases.map((base) => html`<tr class="${isToBlame(base) ? 'bad' : 'good'}"><th scope="row"><a href="#${anchor(base)}">${base.name}</a></th><td>${summaryOf(base)}</td></tr>\n`)}</table>
${bases.map((base) => baseSection(base, patches))}</main>
</body>
</html>
`;
  return printableLines(page.text);
}

function anchor({ name }: ReviewedBase): string {
  return `on-${name}`;
}

function patchTable(patches: readonly string[]): Markup {
  const rows = patches.map(
    (name, index) => html`<tr><th scope="row">${patchLabel(index + 1, patches.length)}</th><td>${name}</td></tr>\n`,
  );
  return html`<table>
${rows}</table>`;
}

function baseSection(base: ReviewedBase, told: readonly string[]): Markup {
  const total = base.patches.length;
  return html`<section id="${anchor(base)}">
<h2>On ${base.name}</h2>
<p class="dim">${base.words}</p>
${base.patches.join('\n') === told.join('\n') ? '' : patchTable(base.patches)}
${kernels(base, total)}
${base.broken.map((broken) => html`<h3 class="bad">${brokenInWords(broken, total)}</h3>\n<pre>${broken.reason}</pre>\n`)}${base.comparison === undefined ? '' : findings(base, total)}</section>
`;
}

function kernels({ states, applied }: ReviewedBase, total: number): Hole {
  if (states.length === 0) return '';
  const rows = states.map(({ patch, doc, kernel, path, sameAs }) => {
    const { release, abi } = doc.kernels[0]!;
    const merged = patch > 0 && applied[patch - 1]?.merged ? ' (applied by a three-way merge)' : '';
    const what = sameAs === undefined ? countsInWords(doc.verdicts) : `the same image as ${patchLabel(sameAs, total)}`;
    return html`<tr><th scope="row">${patchLabel(patch, total)}</th><td><code>${kernel}</code></td><td>${release}</td><td>${abi}</td><td>${what}${merged}</td><td><code>${fromHere(path)}</code></td></tr>\n`;
  });
  return html`<table>
<thead><tr><th></th><th>kernel</th><th>release</th><th>ABI</th><th>verdicts</th><th>results</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

function findings(base: ReviewedBase, total: number): Markup {
  const { states, facts, regressions, between, added, others, splats, warnings, warningsKnown, coverage } = base;
  const bad = new Set(regressions);
  const placed = (all: readonly Finding[]) => placedGroups(all, base, total).map((one) => groupDetails(one));
  return html`${section('Regressions', regressions.length, placed(regressions))}
${between.length > 0 ? section('In between only', between.length, placed(between)) : ''}
${section(
  'What the kernel says of itself',
  facts.length,
  facts.length === 0 ? '' : list(facts.map((fact) => `${placesOf(fact.patches, states, total)}: ${factInWords(fact)}`)),
)}
${section(
  'Scenarios that need what the series adds',
  added.length === 0 ? 0 : addedInWords(added),
  placed(added.filter((finding) => !bad.has(finding))),
)}
${section('Other changes', others.length, placed(others))}
${section(
  'New splats',
  splats.length,
  splats.map(
    ({ patch, title, scenarios }) =>
      html`<details><summary>${placeOf(patch, states, total)}: ${title}, ${plural(scenarios.length, 'scenario')}</summary>${list(scenarios)}</details>\n`,
  ),
)}
${section(
  warningsKnown ? 'New compiler warnings' : 'Compiler warnings (not all of the base are known)',
  warnings.length,
  warnings.length === 0
    ? ''
    : list(warnings.map(({ patch, warning }) => `${placeOf(patch, states, total)}: ${warning}`)),
)}
${coverageSection(coverage)}
`;
}

function section(title: string, count: number | string, content: Hole): Markup {
  return html`<h3>${title}: ${count === 0 ? 'none' : count.toLocaleString('en')}</h3>
${content}`;
}

function list(lines: readonly string[]): Markup {
  return html`<ul>${lines.map((line) => html`<li>${line}</li>\n`)}</ul>`;
}

function groupDetails({ place, group: { what, count, topics } }: PlacedGroup): Markup {
  const all = topics.flatMap(({ differences }) => differences);
  const rest = all.slice(SHOWN);
  return html`<details><summary><b>${place}</b> ${what} <span class="dim">${plural(count, 'scenario')} in ${topics.map(({ topic, differences }) => `${topic} (${differences.length})`).join(', ')}</span></summary>
${all.slice(0, SHOWN).map(scenario)}${rest.length > 0 ? html`<p>And ${plural(rest.length, 'other scenario')}:</p>\n${list(rest.map(({ scenario }) => scenario))}` : ''}</details>
`;
}

function scenario(difference: Difference): Markup {
  const steps = stepLines(difference, false).map(
    ({ sign, text }) => html`<span class="${SIGNS[sign]}">${sign} ${text}</span>\n`,
  );
  return html`<div class="scenario">
<p><code>${difference.scenario}</code></p>
<pre>${steps}</pre>
<p class="dim">again: <code>kconform run --kernel ${difference.after!.verdict.kernel} --scenario ${quote(difference.scenario)}</code></p>
</div>
`;
}

const SIGNS = { ' ': 'dim', '-': 'removed', '+': 'added' } as const;

function coverageSection(coverage: ReviewCoverage | undefined): Markup {
  if (coverage === undefined) return html`<h3>Patch coverage: not measured</h3>`;
  if ('reason' in coverage) return html`<h3>Patch coverage: not to be told</h3>\n<p>${coverage.reason}</p>`;
  const { code, ran } = patchFigures(coverage.patches);
  const patches = patchSections(coverage.patches).map(
    ({ title, rows, uncounted }) => html`<details><summary>${title}</summary>
<table>
${rows.map((row) => html`<tr class="${row[2] === 'ran' ? '' : 'bad'}">${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</table>
${uncounted.length > 0 ? html`<p>Not counted:</p>${list(uncounted)}` : ''}</details>
`,
  );
  return html`<h3>Patch coverage: ${ran} of ${code} added lines of code ran</h3>
${patches}`;
}
