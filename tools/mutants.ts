/**
 * Breaks Landlock in one small way after the other (fixtures/mutants/), builds each kernel, and sees whether the suites notice. Run by `make mutants`. Names of
 * mutants, or parts of them, choose some. Exits with 1 when one survives that equivalent.json gives no reason for, with 69 when a kernel could not be built or run.
 * What was found is kept in build/mutants.json: a run that ended in the middle goes on there.
 */
import { parseArgs } from 'node:util';
import { reportError } from '../runner/cli/errors.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { selectScenarios } from '../runner/cli/scenarios.ts';
import { plural } from '../runner/report/style.ts';
import { EXIT } from '../runner/results/summary.ts';
import { original } from '../vm/kernels/build/index.ts';
import { debianSource } from '../vm/kernels/source/index.ts';
import { sha256Text } from '../vm/store/index.ts';
import { buildLandlock, SERIES } from './build/landlock.ts';
import { teller } from './build/say.ts';
import { runOn } from './mutants/judge.ts';
import { changesOf, loadMutants, loadReviewed } from './mutants/load.ts';
import type { Mutant } from './mutants/patch.ts';
import { type Fate, FateRecord } from './mutants/record.ts';
import { fateLine, renderFates, unexplained } from './mutants/report.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '2' },
    bail: { type: 'string', default: '3' },
    record: { type: 'string', default: 'build/mutants.json' },
    again: { type: 'boolean', default: false },
  },
});
const jobs = Number(values.jobs);
const say = teller();
const interrupt = new AbortController();
const { signal } = interrupt;
process.once('SIGINT', () => interrupt.abort()).once('SIGTERM', () => interrupt.abort());

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = signal.aborted ? EXIT.interrupted : reportError(error, standardOutput);
}

async function main(): Promise<number> {
  const source = await debianSource(SERIES, { signal });
  const chosen = (await loadMutants()).filter(
    ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
  );
  const ids = new Set((await selectScenarios({ scenarios: [], tags: [], suite: undefined })).map(({ id }) => id));
  const record = new FateRecord(values.record);
  const fates: Fate[] = [];
  let ignored: ReadonlySet<string> | undefined;
  for (const mutant of chosen) {
    const changes = await changesOf(mutant, (path) => original(source, path));
    const identity = sha256Text(JSON.stringify([source.identity, [...changes]]));
    const known = values.again ? undefined : record.stillKilled(mutant.name, identity, (id) => ids.has(id));
    if (known) {
      fates.push(known);
      continue;
    }
    ignored ??= await failuresWithoutMutant();
    const fate = { ...(await judge(mutant, changes, ids, ignored)), identity };
    record.add(fate);
    fates.push(fate);
    say(fateLine(fate));
  }
  const reviewed = await loadReviewed();
  process.stdout.write(renderFates(fates, reviewed));
  return unexplained(fates, reviewed).length > 0 ? EXIT.unexpected : EXIT.pass;
}

/** What fails on the kernel as it is says nothing about a mutant. */
async function failuresWithoutMutant(): Promise<ReadonlySet<string>> {
  await buildLandlock({ name: 'landlock', jobs, signal, say });
  say('all scenarios on the kernel without a mutant …');
  const kernel = 'build:landlock';
  const { killers } = await runOn({ kernel, scenarios: [], ignored: new Set(), bail: undefined, jobs, signal });
  for (const { scenario, verdict } of killers) say(`${verdict} without any mutant: ${scenario}`);
  return new Set(killers.map(({ scenario }) => scenario));
}

async function judge(
  mutant: Mutant,
  changes: ReadonlyMap<string, string>,
  ids: ReadonlySet<string>,
  ignored: ReadonlySet<string>,
): Promise<Omit<Fate, 'identity'>> {
  const started = performance.now();
  await buildLandlock({ name: 'mutant', changes, jobs, signal, say: (text) => say(`${mutant.name}: ${text}`, true) });
  const built = performance.now();
  const related = mutant.suites.filter((suite) => [...ids].some((id) => id.startsWith(`${suite}/`)));
  const bail = Number(values.bail);
  const run = { kernel: 'build:mutant', ignored, bail, jobs, signal };
  say(`${mutant.name}: ${plural(related.length, 'suite')} on it`, true);
  let found = related.length > 0 ? await runOn({ ...run, scenarios: related }) : { killers: [], scenarios: 0 };
  if (found.killers.length === 0) {
    say(`${mutant.name}: all scenarios on it`, true);
    found = await runOn({ ...run, scenarios: [] });
  }
  return {
    name: mutant.name,
    subject: mutant.subject,
    fate: found.killers.length > 0 ? 'killed' : 'survived',
    killers: found.killers.slice(0, bail),
    scenarios: found.scenarios,
    buildSeconds: Math.round((built - started) / 100) / 10,
    runSeconds: Math.round((performance.now() - built) / 100) / 10,
  };
}
