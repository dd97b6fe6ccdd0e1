import { setTimeout } from 'node:timers/promises';
import { type Figure, figure } from './figures.ts';
import { type Holdings, holdings } from './holdings.ts';
import { machines } from './machine.ts';
import type { Found, Part } from './part.ts';
import { choosing, onKernels, type TimedRun, timedRun } from './run.ts';
import { differences } from './stability.ts';

/** Restores in a row, then the whole matrix again and again: nothing may fail, leak or change. */
export const soakPart: Part = async (effort, tell) => {
  const restored = effort.restores > 0 ? await soakRestores(effort, tell) : nothing;
  const ran = effort.runs > 0 ? await soakRuns(effort, tell) : nothing;
  return { figures: [...restored.figures, ...ran.figures], notes: [...restored.notes, ...ran.notes] };
};

const nothing: Found = { figures: [], notes: [] };

const soakRestores: Part = async ({ kernels, restores }, tell) => {
  const [machine] = await machines([kernels[0] ?? 'debian:7.3']);
  const { id, restore } = machine!;
  // What Node opens once and keeps is no leak.
  for (let i = 0; i < 3; i++) await restore();
  const before = await settled();
  const times: number[] = [];
  const notes: string[] = [];
  for (let i = 0; i < restores; i++) {
    if (i % 100 === 0) tell(`${id}: restore ${i + 1} of ${restores}`);
    try {
      times.push(await restore());
    } catch (error) {
      notes.push(`restore ${i + 1}: ${(error as Error).message}`);
    }
  }
  const figures = [
    figure({ what: 'restored guest ready', kernel: id, unit: 'ms' }, times),
    none('restores that failed', id, notes.length),
    ...leaks('after the restores', id, before, await settled()),
  ];
  return { figures, notes };
};

const soakRuns: Part = async ({ kernels, scenarios, runs }, tell) => {
  const names = kernels.length > 0 ? kernels : ['default'];
  const kernel = names.join(' ');
  const before = await settled();
  const complete: TimedRun[] = [];
  const notes: string[] = [];
  for (let run = 0; run < runs; run++) {
    tell(`${kernel}: run ${run + 1} of ${runs}`);
    try {
      complete.push(await timedRun([...onKernels(names), ...choosing(scenarios)]));
    } catch (error) {
      notes.push(`run ${run + 1}: ${(error as Error).message}`);
    }
  }
  const docs = complete.map(({ doc }) => doc);
  const changed = differences(docs);
  const about = (what: string, unit: string) => ({ what, kernel, unit });
  const seconds = complete.map(({ ms }) => ms / 1000);
  const verdicts = docs.map(({ verdicts }) => verdicts.length);
  const figures = [
    figure(about('kconform run', 's'), seconds),
    figure(about('verdicts of a run', 'count'), verdicts),
    none('runs that failed', kernel, notes.length),
    none('verdicts that changed', kernel, changed.length),
    ...leaks('after the runs', kernel, before, await settled()),
  ];
  return { figures, notes: [...notes, ...changed] };
};

function none(what: string, kernel: string, count: number): Figure {
  return figure({ what, kernel, unit: 'count' }, [count], { most: 0 });
}

function leaks(when: string, kernel: string, before: Holdings, after: Holdings): Figure[] {
  return (Object.keys(before) as (keyof Holdings)[]).map((kind) =>
    none(`${kind} more ${when}`, kernel, after[kind] - before[kind]),
  );
}

/** Node closes sockets and reaps children in its next turns. */
async function settled(): Promise<Holdings> {
  await setTimeout(500);
  return holdings();
}
