/**
 * Breaks Landlock in one small way after the other (fixtures/mutants/), builds each kernel, and sees whether the suites notice. Run by `make mutants`. Names of
 * mutants, or parts of them, choose some. Exits with 1 when one survives that equivalent.json gives no reason for, with 69 when a kernel could not be built or run.
 * What was found is kept in build/mutants.json: a run that ended in the middle goes on there.
 */
import { reportError } from '../runner/cli/errors.ts';
import { interruptible } from '../runner/cli/interruptible.ts';
import { standardOutput } from '../runner/cli/output.ts';
import { teller } from '../runner/cli/say.ts';
import { selectScenarios } from '../runner/cli/scenarios.ts';
import { KNOWN_KINDS } from '../runner/expect/known.ts';
import { EXIT } from '../runner/results/summary.ts';
import { InfrastructureError } from '../vm/errors.ts';
import { original } from '../vm/kernels/build/index.ts';
import { debianSource } from '../vm/kernels/source/index.ts';
import { sha256Text } from '../vm/store/index.ts';
import { toolArguments } from './arguments.ts';
import { buildLandlock, SERIES } from './build/landlock.ts';
import { NOTHING, runOn, type Shown } from './mutants/judge.ts';
import { changesOf, loadMutants, loadReviewed } from './mutants/load.ts';
import type { Mutant } from './mutants/patch.ts';
import { type Fate, FateRecord } from './mutants/record.ts';
import { fateLine, renderFates, unexplained } from './mutants/report.ts';

const { values, positionals } = toolArguments(
  'Builds Landlock broken in one way after the other (names or parts of them; default: all), and tells whether a scenario notices.',
  {
    jobs: { type: 'string', default: '2' },
    bail: { type: 'string', default: '3' },
    record: { type: 'string', default: 'build/mutants.json' },
    again: { type: 'boolean', default: false },
  },
);
const jobs = Number(values.jobs);
const say = teller();
const { signal } = interruptible();

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
  const fates = new Map<string, Fate>();
  const open: Prepared[] = [];
  for (const mutant of chosen) {
    const changes = await changesOf(mutant, (path) => original(source, path));
    const identity = sha256Text(JSON.stringify([source.identity, [...changes]]));
    const known = values.again ? undefined : record.stillKilled(mutant.name, identity, (id) => ids.has(id));
    if (known) fates.set(mutant.name, known);
    // Two names: one is built while the other runs.
    else open.push({ mutant, changes, identity, kernel: `mutant-${open.length % 2}` });
  }
  if (open.length > 0) {
    const ignored = await shownWithoutMutant(record, sha256Text(JSON.stringify([2, source.identity, [...ids].sort()])));
    const settle = (fate: Fate) => {
      record.add(fate);
      fates.set(fate.name, fate);
      say(fateLine(fate));
    };
    // Nearly all are killed by the suites that ought to; running everything on a survivor takes longer than ten of the others.
    const survivors: Prepared[] = [];
    await inTurn(open, buildMutant, (prepared, buildSeconds) =>
      unlessInfrastructure(prepared.mutant, async () => {
        const related = prepared.mutant.suites.filter((suite) => [...ids].some((id) => id.startsWith(suite)));
        const fate = related.length > 0 && (await judge(prepared, buildSeconds, related, ignored));
        if (fate && fate.fate === 'killed') settle(fate);
        else survivors.push({ ...prepared, kernel: `mutant-${survivors.length % 2}` });
      }),
    );
    if (survivors.length > 0) say(`all scenarios on ${survivors.map(({ mutant }) => mutant.name).join(', ')}`);
    await inTurn(survivors, buildMutant, (prepared, buildSeconds) =>
      unlessInfrastructure(prepared.mutant, async () => settle(await judge(prepared, buildSeconds, [], ignored))),
    );
  }
  const reviewed = await loadReviewed();
  const all = chosen.flatMap(({ name }) => fates.get(name) ?? []);
  process.stdout.write(renderFates(all, reviewed));
  if (all.length < chosen.length) {
    process.stdout.write(`${chosen.length - all.length} not judged, see above; run it again for these\n`);
    return EXIT.infrastructure;
  }
  return unexplained(all, reviewed).length > 0 ? EXIT.unexpected : EXIT.pass;
}

/** What keeps one mutant from being judged says nothing about the others, which go on. */
async function unlessInfrastructure({ name }: Mutant, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof InfrastructureError) || signal.aborted) throw error;
    say(`${name}: not judged: ${error.message}`);
  }
}

/** A mutant that has to be tried. */
interface Prepared {
  mutant: Mutant;
  changes: ReadonlyMap<string, string>;
  identity: string;
  /** What its kernel is called. */
  kernel: string;
}

/** Do the second thing with each item after the first, which is begun while the second is done with the item before. */
async function inTurn<T, R>(
  items: readonly T[],
  first: (item: T) => Promise<R>,
  second: (item: T, made: R) => Promise<void>,
) {
  if (items.length === 0) return;
  let ahead = first(items[0]!);
  for (const [index, item] of items.entries()) {
    const made = await ahead;
    const next = items[index + 1];
    if (next !== undefined) ahead = first(next);
    // Whoever fails first ends it all, and nobody waits for the other.
    ahead.catch(() => {});
    await second(item, made);
  }
}

/** @returns how many seconds it took */
async function buildMutant({ mutant, changes, kernel }: Prepared): Promise<number> {
  const started = performance.now();
  await buildLandlock({ name: kernel, changes, jobs, signal, say: (text) => say(`${mutant.name}: ${text}`, true) });
  return seconds(started);
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10;
}

/** What the kernel shows as it is says nothing about a mutant. */
async function shownWithoutMutant(record: FateRecord, identity: string): Promise<Shown> {
  const before = record.baseline(identity);
  if (before) return { failing: new Set(before.failing), known: new Set(before.known) };
  await buildLandlock({ name: 'landlock', jobs, signal, say });
  say('all scenarios on the kernel without a mutant …');
  const kernel = 'build:landlock';
  const { killers } = await runOn({ kernel, scenarios: [], ignored: NOTHING, bail: undefined, jobs, signal });
  const failing = new Set<string>();
  const known = new Set<string>();
  for (const { scenario, verdict, reason } of killers) {
    if (KNOWN_KINDS.some((kind) => kind === verdict)) known.add(reason);
    else if (failing.add(scenario)) say(`${verdict} without any mutant: ${scenario}`);
  }
  record.setBaseline({ identity, failing: [...failing], known: [...known] });
  return { failing, known };
}

/** @param scenarios patterns; none means all */
async function judge(
  { mutant, identity, kernel }: Prepared,
  buildSeconds: number,
  scenarios: readonly string[],
  ignored: Shown,
): Promise<Fate> {
  const started = performance.now();
  const bail = Number(values.bail);
  say(`${mutant.name}: ${scenarios.join(', ') || 'all scenarios'}`, true);
  const { killers, scenarios: count } = await runOn({
    kernel: `build:${kernel}`,
    scenarios,
    ignored,
    bail,
    jobs,
    signal,
  });
  return {
    name: mutant.name,
    subject: mutant.subject,
    identity,
    fate: killers.length > 0 ? 'killed' : 'survived',
    killers: killers.slice(0, bail),
    scenarios: count,
    buildSeconds,
    runSeconds: seconds(started),
  };
}
