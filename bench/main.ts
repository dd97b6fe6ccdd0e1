/**
 * Measures what kconform promises of itself: `node bench/main.ts restore|scenario|merge|matrix|site|selftests|build|review|soak …`. Exits with 1 when a target is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toolVersion } from '../runner/engine/tool-version.ts';
import { writeAtomically } from '../runner/results/write.ts';
import { InfrastructureError, UserError } from '../vm/errors.ts';
import { buildPart } from './build.ts';
import { renderFigures } from './figures.ts';
import { matrixPart } from './matrix.ts';
import { mergePart } from './merge.ts';
import type { Effort, Part } from './part.ts';
import { restorePart } from './restore.ts';
import { reviewPart } from './review.ts';
import { scenarioPart } from './scenario.ts';
import { selftestsPart } from './selftests.ts';
import { sitePart } from './site.ts';
import { soakPart } from './soak.ts';

/** The parts, with how much they do unless told otherwise. */
const parts: Record<string, { part: Part; restores: number; boots: number; runs: number }> = {
  restore: { part: restorePart, restores: 24, boots: 4, runs: 0 },
  scenario: { part: scenarioPart, restores: 0, boots: 0, runs: 3 },
  merge: { part: mergePart, restores: 0, boots: 0, runs: 3 },
  matrix: { part: matrixPart, restores: 0, boots: 0, runs: 1 },
  site: { part: sitePart, restores: 0, boots: 0, runs: 5 },
  selftests: { part: selftestsPart, restores: 0, boots: 0, runs: 3 },
  build: { part: buildPart, restores: 0, boots: 0, runs: 3 },
  review: { part: reviewPart, restores: 0, boots: 0, runs: 1 },
  soak: { part: soakPart, restores: 1000, boots: 0, runs: 10 },
};

const usage = `Usage: node bench/main.ts [restore|scenario|merge|matrix|site|selftests|build|review|soak ...] [option ...]

  --kernel <name>      kernel to measure (repeatable)
  --scenario <pattern> scenarios of the runs (repeatable; default: all)
  --restores <n>       restores from a snapshot
  --boots <n>          cold boots
  --runs <n>           whole runs
  --results <file>     results document of which the site is made (default: results/latest.json)
  --json <file>        write the figures there as well

Exit status: 1 when a target is missed.
`;

const many = { type: 'string', multiple: true, default: [] as string[] } as const;
const one = { type: 'string' } as const;

async function bench(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kernel: many,
      scenario: many,
      restores: one,
      boots: one,
      runs: one,
      results: one,
      json: one,
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const count = (given: string | undefined, usual: number) => (given === undefined ? usual : Number(given));
  const missed: string[] = [];
  const measured = [];
  for (const name of positionals.length > 0
    ? positionals
    : ['restore', 'scenario', 'merge', 'matrix', 'site', 'selftests']) {
    const known = parts[name];
    if (!known) throw new UserError(`no part is called '${name}'`, { hint: Object.keys(parts).join(', ') });
    const effort: Effort = {
      kernels: values.kernel,
      scenarios: values.scenario,
      restores: count(values.restores, known.restores),
      boots: count(values.boots, known.boots),
      runs: count(values.runs, known.runs),
      results: values.results,
    };
    const before = loadavg();
    const started = new Date();
    const { figures, notes } = await known.part(effort, (text) => process.stderr.write(`${name}: ${text}\n`));
    const load = { before, after: loadavg() };
    measured.push({ part: name, started, finished: new Date(), load, effort, figures, notes });
    missed.push(...figures.filter(({ met }) => met === false).map(({ what, kernel }) => `${what} (${kernel})`));
    const words = [load.before, load.after].map((loads) => loads.map((value) => value.toFixed(1)).join(' '));
    process.stdout.write(`\n${name}, load average ${words.join(', then ')}\n${renderFigures(figures)}`);
    for (const note of notes) process.stdout.write(`  ${note}\n`);
  }
  if (values.json !== undefined) {
    writeAtomically(values.json, `${JSON.stringify({ tool: await toolVersion(), measured }, undefined, 2)}\n`);
  }
  process.stdout.write(missed.length === 0 ? '\nevery target is met\n' : `\nmissed: ${missed.join('; ')}\n`);
  return missed.length === 0 ? 0 : 1;
}

// What is left behind can only be counted where nobody else leaves anything.
const temporary = mkdtempSync(join(tmpdir(), 'kconform-bench-'));
process.env.TMPDIR = temporary;
try {
  process.exitCode = await bench();
} catch (error) {
  if (!(error instanceof UserError || error instanceof InfrastructureError)) throw error;
  process.stderr.write(`bench: ${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}`);
  process.exitCode = error.exitStatus;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
