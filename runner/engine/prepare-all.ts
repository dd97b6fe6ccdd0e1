import { release } from 'node:os';
import { buildGuestPrograms } from '../../fixtures/build.ts';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { BootFailure } from '../../vm/guest/boot-failure.ts';
import type { KernelName } from '../../vm/kernels/index.ts';
import { acceleratorFor, type Bootable, openWorkshop } from '../../vm/prepare.ts';
import type { AcceleratorChoice } from '../../vm/qemu/accelerator.ts';
import { type Accelerator, processorModel } from '../../vm/qemu/arguments.ts';
import { timeouts } from '../../vm/timeouts.ts';
import type { OnEvent } from '../report/events.ts';
import type { Host, Infrastructure } from '../results/schema.ts';
import type { BootName } from '../scenario/boots.ts';
import { inParallel } from './in-parallel.ts';
import { type Prepared, prepareKernel } from './prepare.ts';
import { prepareSamples } from './prepare-samples.ts';

/** Which kernels to prepare, and how. */
export interface Preparation {
  names: readonly KernelName[];
  boots: readonly BootName[];
  /** Kernel modules that scenarios ask for; a kernel that lacks one runs the others. */
  modules: readonly string[];
  /** Directory for what kernels count while they run. */
  counters?: string | undefined;
  /** File system images that scenarios ask for. */
  fileSystems: readonly string[];
  /** Samples of the kernel that scenarios ask for; without one the others run. */
  samples: readonly string[];
  jobs: number;
  timeoutScale: number;
  accelerator: Accelerator | 'auto';
  onEvent: OnEvent;
  signal: AbortSignal;
}

/** What came of it. A kernel that cannot be prepared does not keep the others from running. */
export interface Preparedness {
  ready: Prepared[];
  failures: Infrastructure[];
  host: Host;
}

/**
 * Prepares kernels, as many at a time as there are workers.
 *
 * @throws {UserError} when a name turns out to be wrong: nobody wants to wait for a run that is not the one they meant
 * @throws {InfrastructureError} when no kernel at all could be prepared for want of a tool
 */
export async function prepareKernels(preparation: Preparation): Promise<Preparedness> {
  const { names, jobs, signal, onEvent } = preparation;
  const workshop = await openWorkshop({
    ...(await buildGuestPrograms()),
    timeouts: timeouts(preparation.timeoutScale),
    accelerator: preparation.accelerator,
    onEvent: () => {},
  });
  let choice: Promise<AcceleratorChoice> | undefined;
  const accelerator = (bootable: Bootable) => {
    choice ??= announced(acceleratorFor(bootable, workshop), preparation);
    return choice;
  };
  const failures: Infrastructure[] = [];
  const samples = await prepareSamples(preparation.samples, { signal, onFailure: (failure) => failures.push(failure) });
  let wrong: UserError | undefined;
  const atOnce = Math.max(1, Math.floor(jobs / names.length));
  const ready = await inParallel(names, jobs, async (name) => {
    if (signal.aborted || wrong !== undefined) return [];
    try {
      const prepared = await prepareKernel(name, { ...preparation, samples, workshop, accelerator, atOnce });
      for (const error of prepared.failures) {
        failures.push(failureOf(name, error));
        onEvent({ kind: 'note', phase: 'line', kernel: name.id, text: error.message.split('\n')[0]! });
      }
      return [prepared];
    } catch (error) {
      if (signal.aborted) return [];
      if (error instanceof UserError) wrong ??= error;
      else {
        const failure = failureOf(name, error);
        failures.push(failure);
        onEvent({ kind: 'boot', phase: 'end', kernel: name.id, ms: 0, error: failure.message.split('\n')[0]! });
      }
      return [];
    }
  });
  if (wrong !== undefined) throw wrong;
  return { ready: ready.flat(), failures, host: describeHost(jobs, workshop.qemu, await choice) };
}

function describeHost(jobs: number, qemu: string, choice: AcceleratorChoice | undefined): Host {
  const accelerator = choice?.accelerator;
  return {
    kernel: release(),
    qemu: accelerator ? qemu.replace(/^QEMU emulator version /, '') : null,
    accelerator: accelerator ?? 'none',
    cpu_model: accelerator ? processorModel(accelerator) : null,
    jobs,
  };
}

async function announced(
  choice: Promise<AcceleratorChoice>,
  { accelerator, onEvent }: Preparation,
): Promise<AcceleratorChoice> {
  const made = await choice;
  if (accelerator === 'auto' && made.accelerator === 'tcg') {
    onEvent({ kind: 'note', phase: 'line', text: `no KVM, guests run under TCG: ${made.reason.split('\n')[0]}` });
  }
  return made;
}

export function failureOf(name: Pick<KernelName, 'id'>, error: unknown): Infrastructure {
  if (!(error instanceof InfrastructureError)) throw error;
  return {
    kernel: name.id,
    message: error instanceof BootFailure ? error.summary : error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error instanceof BootFailure ? { console: error.console.slice(-20_000) } : {}),
  };
}
