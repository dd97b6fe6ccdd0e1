import type { InfrastructureError } from '../../vm/errors.ts';
import type { PlanRunner } from '../../vm/guest/guest.ts';
import { startOnHost } from '../../vm/guest/host.ts';
import { fetchKernel, type Kernel, type KernelName } from '../../vm/kernels/index.ts';
import { type Bootable, bootable, configHash, readySnapshot, type Workshop } from '../../vm/prepare.ts';
import type { AcceleratorChoice } from '../../vm/qemu/accelerator.ts';
import type { Facts } from '../facts/facts.ts';
import type { OnEvent } from '../report/events.ts';
import { recordedFacts } from '../results/facts.ts';
import type { Kernel as KernelRecord } from '../results/schema.ts';
import { type BootName, bootWords, rootOf } from '../scenario/boots.ts';
import { rememberBuild } from './built-facts.ts';
import { countersOf } from './counters.ts';
import { factsOf } from './facts-cache.ts';
import { inParallel } from './in-parallel.ts';
import { type Stages, stagesOf } from './kernel-stages.ts';
import { prepareRoot } from './prepare-root.ts';
import type { PreparedSamples } from './prepare-samples.ts';
import type { PreparedBoot, PreparedKernel } from './session.ts';

/** A kernel ready for scenarios, and what the results document says of it. */
export interface Prepared {
  kernel: PreparedKernel;
  record: KernelRecord;
  /** What kept it from being booted in some of the ways, though nothing speaks against the kernel. */
  failures: InfrastructureError[];
}

/** What preparing needs to know. */
export interface PrepareOptions {
  workshop: Workshop;
  /** Decided once, with the first kernel that boots in a virtual machine. */
  accelerator(bootable: Bootable): Promise<AcceleratorChoice>;
  /** Ways of booting that the chosen scenarios ask for, the default one first. */
  boots: readonly BootName[];
  /** Names of the modules that they ask for. */
  modules: readonly string[];
  /** Directory for what kernels count while they run; undefined when nobody wants to know. */
  counters?: string | undefined;
  /** Names of the file system images that they ask for. */
  fileSystems: readonly string[];
  /** The samples that they ask for, as far as they could be made. */
  samples: PreparedSamples;
  /** Boots of this kernel at a time. */
  atOnce: number;
  onEvent: OnEvent;
  signal: AbortSignal;
}

/**
 * Fetches a kernel, boots it or finds its snapshot, and asks it for its facts.
 *
 * @throws {UserError} for what the user can mend, {@link InfrastructureError} for everything else that keeps it from running
 */
export async function prepareKernel(name: KernelName, options: PrepareOptions): Promise<Prepared> {
  const { onEvent, signal } = options;
  const stages = stagesOf(name.id, onEvent);
  const kernel = await fetchKernel(name, { onEvent: stages.onKernelEvent, signal });
  return kernel.kind === 'host' ? prepareHost(kernel, options) : prepareGuest(kernel, options, stages);
}

async function prepareGuest(kernel: Kernel, options: PrepareOptions, stages: Stages): Promise<Prepared> {
  const { samples, fileSystems } = options;
  const workshopOf = (boot: BootName): Workshop => ({ ...options.workshop, onEvent: stages.onVmEventOf(boot) });
  const workshop = workshopOf('default');
  const programs = [...(workshop.programs ?? []), ...samples.programs];
  const ready = await bootable(kernel, { ...workshop, programs, fileSystems }, options.modules);
  const { accelerator } = await options.accelerator(ready);
  const missing = Object.fromEntries(ready.missing.map(({ name, reason }) => [name, reason]));
  const prepared: PreparedKernel = {
    id: kernel.id,
    boots: {},
    probe: workshop.probe,
    modules: ready.modules,
    missing,
    withoutSample: samples.missing,
  };
  const prepareBoot = async (boot: BootName) => {
    const snapshot = await readySnapshot(ready, accelerator, bootWords(boot), workshopOf(boot));
    const facts = await factsOf(snapshot.directory, () => snapshot.restore(workshop.timeouts), boot, kernel.config);
    const counters = await countersOf(kernel, snapshot, boot, options);
    prepared.boots[boot] = { snapshot: snapshot.directory, facts, counters };
    return { snapshot, facts };
  };
  // A kernel that does not even boot is told once.
  const [first, ...others] = options.boots;
  const { snapshot, facts } = await prepareBoot(first!);
  const { hello, machine, bootMs } = snapshot.record;
  const record = await describe(kernel, facts, {
    command_line: machine.commandLine,
    transport: hello.transport,
    boot_ms: Math.round(bootMs),
  });
  if (kernel.kind === 'build') await rememberBuild(record);
  const failures = await inParallel(others, options.atOnce, async (boot) => {
    if (rootOf(boot) !== undefined) {
      return prepareRoot(boot, kernel, prepared, accelerator, { ...options, workshop: workshopOf(boot) });
    }
    await prepareBoot(boot);
    return [];
  });
  return { kernel: prepared, record, failures: failures.flat() };
}

async function prepareHost(kernel: Kernel, { workshop, boots }: PrepareOptions): Promise<Prepared> {
  const start = (): Promise<PlanRunner> => startOnHost(workshop.probe, workshop.timeouts);
  using guest = await start();
  const facts = await factsOf(undefined, start, 'default', kernel.config);
  const boot: PreparedBoot = { snapshot: undefined, facts, counters: undefined };
  const record = await describe(kernel, facts, { command_line: '', transport: guest.hello.transport });
  const obstacles = Object.fromEntries(
    boots.filter((name) => rootOf(name) !== undefined).map((name) => [name, 'needs a virtual machine of its own']),
  );
  const { id } = kernel;
  const prepared = { id, boots: { default: boot }, probe: workshop.probe, modules: [], obstacles };
  return { kernel: prepared, record, failures: [] };
}

async function describe(
  kernel: Kernel,
  facts: Facts,
  rest: Pick<KernelRecord, 'command_line' | 'transport' | 'boot_ms'>,
): Promise<KernelRecord> {
  const config = await configHash(kernel);
  return {
    id: kernel.id,
    version: kernel.version ?? facts.release,
    sha256: kernel.sha256,
    ...recordedFacts(facts),
    ...(config === undefined ? {} : { config_sha256: config }),
    ...rest,
  };
}
