/** The way of a plan to the guest and of its observation back. */
import { Guests } from '../runner/engine/guests.ts';
import { unmetNeed } from '../runner/engine/needs.ts';
import { prepareKernels } from '../runner/engine/prepare-all.ts';
import type { PreparedKernel } from '../runner/engine/session.ts';
import { parseObservation } from '../runner/plan/parse-observation.ts';
import { compile } from '../runner/scenario/compile.ts';
import type { Scenario } from '../runner/scenario/scenario.ts';
import { InfrastructureError } from '../vm/errors.ts';
import { resolveKernels } from '../vm/kernels/index.ts';
import { type Figure, figure } from './figures.ts';

/** Factor for deadlines: they are not what is measured. */
const timeoutScale = 4;

/**
 * Runs the test arm of every scenario once and compares the host's clock with the guest's.
 *
 * @param name of one kernel
 * @param scenarios to take plans from
 */
export async function transport(name: string, scenarios: readonly Scenario[]): Promise<Figure[]> {
  const { ready, failures, host } = await prepareKernels({
    names: await resolveKernels([name]),
    boots: ['default'],
    modules: [],
    fileSystems: [],
    samples: [],
    jobs: 1,
    timeoutScale,
    accelerator: 'auto',
    onEvent: () => {},
    signal: new AbortController().signal,
  });
  const [prepared] = ready;
  if (!prepared) throw new InfrastructureError(failures[0]?.message ?? `${name} cannot be prepared`);
  const times = await planTimes(prepared.kernel, scenarios);
  const { transport } = prepared.record;
  const about = (what: string, unit: string) => ({ what, kernel: name, unit });
  // The slow serial port is for kernels without virtio; what it costs is told, but nobody promised anything.
  const target = transport === 'virtio' ? { most: 10 } : undefined;
  return [
    figure(
      about(`plan, clock of the host (${host.accelerator})`, 'ms'),
      times.map(({ host }) => host),
    ),
    figure(
      about('plan, clock of the guest', 'ms'),
      times.map(({ guest }) => guest),
    ),
    figure(
      about(`transport (${transport})`, 'ms'),
      times.map(({ host, guest }) => host - guest),
    ),
    figure(
      about(`transport (${transport}), share`, '%'),
      times.map(({ host, guest }) => (100 * (host - guest)) / host),
      target,
    ),
  ];
}

async function planTimes(kernel: PreparedKernel, scenarios: readonly Scenario[]) {
  using guests = new Guests();
  const session = { kernel, scenarios: undefined, repeat: 1, timeoutScale, verbose: false };
  const times: { host: number; guest: number }[] = [];
  for (const scenario of scenarios) {
    if ((scenario.boot ?? 'default') !== 'default') continue;
    const boot = kernel.boots.default!;
    const { arms, unsupported, needs } = compile(scenario, boot.facts, { slowness: timeoutScale });
    // Without what it needs a plan waits for its deadline, and says nothing of the way.
    if (unsupported !== undefined || unmetNeed(needs, kernel, boot) !== undefined) continue;
    const guest = await guests.get(session, 'default');
    const reply = await guest.run(arms.test.plan, (scenario.deadline ?? 20_000) * timeoutScale);
    if (reply.kind !== 'observation') continue;
    const { microseconds } = parseObservation(reply.text);
    if (microseconds !== undefined) times.push({ host: reply.ms, guest: microseconds / 1000 });
  }
  return times;
}
