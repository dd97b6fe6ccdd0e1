/** Results documents of any size, made of a real one. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Kernel, Results, Scenario, Verdict } from '../runner/results/schema.ts';

/** How large, and which of all documents of that size. */
export interface Size {
  kernels: number;
  scenarios: number;
  seed: number;
}

/** One verdict in so many is not as the kernel that it was copied from answered. */
const DIFFERING = 50;

/**
 * Write a document as `kconform run` would. Kernels and scenarios are those of the real one, as often as it takes; times differ everywhere, and in some verdicts so
 * does what was observed, with all that a failure carries.
 */
export function writeSynthetic(path: string, real: Results, { kernels, scenarios, seed }: Size): void {
  const random = generator(seed);
  const file = openSync(path, 'w');
  try {
    const verdicts = new Map(real.verdicts.map((verdict) => [`${verdict.kernel} ${verdict.scenario}`, verdict]));
    const { kernels: _k, scenarios: _s, verdicts: _v, ...rest } = real;
    const some = Array.from({ length: kernels }, (_, place) => kernelAt(real, place));
    const asked = Array.from({ length: scenarios }, (_, place) => scenarioAt(real, place));
    writeSync(file, `${JSON.stringify(rest, null, 1).slice(0, -2)},\n`);
    writeList(
      file,
      'kernels',
      some.map(({ kernel }) => kernel),
    );
    writeSync(file, ',\n');
    writeList(
      file,
      'scenarios',
      asked.map(({ scenario }) => scenario),
    );
    writeSync(file, ',\n');
    writeList(file, 'verdicts', all(some, asked, verdicts, random));
    writeSync(file, '}\n');
  } finally {
    closeSync(file);
  }
}

function* all(
  kernels: { kernel: Kernel; of: string }[],
  scenarios: { scenario: Scenario; of: string }[],
  verdicts: ReadonlyMap<string, Verdict>,
  random: () => number,
): Generator<Verdict> {
  for (const { kernel, of: asKernel } of kernels) {
    for (const { scenario, of } of scenarios) {
      const verdict = verdicts.get(`${asKernel} ${of}`);
      if (verdict === undefined) continue;
      const ms = Math.round(verdict.ms * (500 + random() * 1000)) / 1000;
      const copy = { ...verdict, kernel: kernel.id, scenario: scenario.id, ms };
      const differs = kernel.id !== asKernel && verdict.verdict !== 'unsupported' && random() < 1 / DIFFERING;
      yield differs ? differing(copy, random) : copy;
    }
  }
}

/** Another answer to one step. */
function differing(verdict: Verdict, random: () => number): Verdict {
  const place = Math.floor(random() * verdict.steps.length);
  const step = verdict.steps[place];
  if (step === undefined) return verdict;
  const observed = ['EACCES', 'EPERM', 'EINVAL', 'ENOSYS', 'success'].find((word) => word !== step.observed)!;
  const steps = verdict.steps.with(place, { ...step, observed, ok: false });
  const reason = `step ${step.id}, ${step.actor}: ${step.words} expected ${step.expected}, observed ${observed}`;
  const plan = `plan 1\n${steps.map(({ id, actor, words }) => `step ${id} ${actor} ${words}`).join('\n')}\n`;
  if (random() < 0.8) return { ...verdict, verdict: 'mismatch', reason, steps, plan };
  const title = `BUG: KASAN: slab-use-after-free in hook_${Math.floor(random() * 1000)}`;
  const console = Array.from(
    { length: 40 },
    (_, line) => `[${(random() * 100).toFixed(6)}] ${title} +0x${line}/0x80`,
  ).join('\n');
  return {
    ...verdict,
    verdict: 'crash',
    reason: title,
    steps,
    plan,
    splats: [{ kind: 'kasan', title, text: console }],
    console,
  };
}

function kernelAt({ kernels }: Results, place: number): { kernel: Kernel; of: string } {
  const real = kernels[place % kernels.length]!;
  const copy = Math.floor(place / kernels.length);
  return { kernel: copy === 0 ? real : { ...real, id: `${real.id}.${copy}` }, of: real.id };
}

function scenarioAt({ scenarios }: Results, place: number): { scenario: Scenario; of: string } {
  const real = scenarios[place % scenarios.length]!;
  const copy = Math.floor(place / scenarios.length);
  if (copy === 0) return { scenario: real, of: real.id };
  return { scenario: { ...real, id: `${real.id}-${copy}`, title: `${real.title}, ${copy}` }, of: real.id };
}

function writeList(file: number, name: string, items: Iterable<unknown>): void {
  let text = `${JSON.stringify(name)}: [\n`;
  let comma = '';
  for (const item of items) {
    text += `${comma}${JSON.stringify(item)}`;
    comma = ',\n';
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, `${text}\n]`);
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
