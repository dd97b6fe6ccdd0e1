import { type Figure, figure, median } from './figures.ts';
import { type Machine, machines } from './machine.ts';
import type { Part } from './part.ts';

/** How soon a guest is ready: restored from its snapshot, and booted without it. */
export const restorePart: Part = async (effort, tell) => {
  const figures: Figure[] = [];
  const names = effort.kernels.length > 0 ? effort.kernels : ['debian:5.10', 'debian:6.12', 'debian:7.3'];
  for (const machine of await machines(names)) {
    tell(`${machine.id}: ${effort.boots} boots, ${effort.restores} restores`);
    figures.push(...(await measure(machine, effort.boots, effort.restores)));
  }
  return { figures, notes: [] };
};

/** Boots and restores take turns, so that a machine that is busy for a while is busy for both. */
async function measure(machine: Machine, rounds: number, count: number): Promise<Figure[]> {
  await machine.restore(); // The first one finds a cold page cache.
  const boots: number[] = [];
  const restores: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const boot = await machine.boot();
    const here: number[] = [];
    for (let i = 0; i < Math.ceil(count / rounds); i++) here.push(await machine.restore());
    boots.push(boot);
    restores.push(...here);
    ratios.push(boot / median(here));
  }
  const kernel = machine.id;
  return [
    figure({ what: 'restored guest ready', kernel, unit: 'ms' }, restores, { most: 120 }),
    figure({ what: 'booted guest ready', kernel, unit: 'ms' }, boots),
    figure({ what: 'boot / restore', kernel, unit: 'times' }, ratios, { least: 25 }),
  ];
}
