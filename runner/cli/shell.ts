/** `kconform shell`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildGuestPrograms } from '../../fixtures/build.ts';
import { UserError } from '../../vm/errors.ts';
import { staticBusybox } from '../../vm/image/busybox.ts';
import type { GuestPrograms } from '../../vm/image/initramfs.ts';
import { fetchKernel, type Kernel, resolveKernels } from '../../vm/kernels/index.ts';
import {
  acceleratorFor,
  type Bootable,
  bootable,
  bootableRoot,
  machineFor,
  openWorkshop,
  rootObstacle,
} from '../../vm/prepare.ts';
import { qemuArguments } from '../../vm/qemu/arguments.ts';
import { qemuProgram } from '../../vm/qemu/process.ts';
import type { Recipe } from '../../vm/rootfs/recipe.ts';
import { ensureRoot, namedRecipes } from '../../vm/rootfs/root.ts';
import { Store } from '../../vm/store/index.ts';
import { timeouts } from '../../vm/timeouts.ts';
import { teller } from './kernels.ts';
import type { ShellOptions } from './options.ts';
import type { Output } from './output.ts';

/** Boot a kernel with a shell on the terminal: busybox alone, or a root with real programs. The guest is thrown away when the shell ends. */
export async function shellCommand({ kernel: name, accel, rootfs }: ShellOptions, output: Output): Promise<number> {
  const [recipe] = rootfs === undefined ? [] : await namedRecipes([rootfs]);
  const kernel = await oneKernel(name, output);
  const programs = await buildGuestPrograms();
  const ready = await bootable(kernel, { ...programs, busybox: staticBusybox() });
  const note = ({ text }: { text?: string }) => void (text !== undefined && output.err(`${text}\n`));
  const workshop = await openWorkshop({
    ...programs,
    timeouts: timeouts(),
    accelerator: accel,
    onEvent: (event) => note(event.kind === 'note' ? event : {}),
  });
  const { accelerator, reason } = await acceleratorFor(ready, workshop);
  output.err(`${kernel.id} under ${accelerator} (${reason}); exit ends it\n`);
  const rooted = recipe && (await withRoot(kernel, programs, recipe, output));
  const machine = machineFor(rooted ?? ready, accelerator, ['kconform.shell', 'quiet']);
  return new Store().scratch('shell', (directory) => {
    const memory = { memoryFile: join(directory, 'memory'), memoryShared: true };
    return onTerminal(qemuArguments({ ...machine, ...memory, incoming: false, interactive: true }));
  });
}

async function withRoot(kernel: Kernel, programs: GuestPrograms, recipe: Recipe, output: Output): Promise<Bootable> {
  const obstacle = await rootObstacle(kernel, recipe);
  if (obstacle !== undefined) throw new UserError(`${kernel.id}: ${obstacle}`);
  const onNote = (text: string) => output.err(`${text}\n`);
  const rooted = await bootableRoot(kernel, programs, await ensureRoot(recipe, { store: new Store(), onNote }));
  output.err(`${recipe.name}: the shell comes when its session is ready; as-user becomes its user\n`);
  return rooted;
}

async function oneKernel(name: string, output: Output): Promise<Kernel> {
  const names = await resolveKernels([name]);
  const [only] = names;
  if (only === undefined || names.length > 1)
    throw new UserError(`'${name}' is ${names.length} kernels, a shell is in one`);
  if (only.kind === 'host') throw new UserError('you are in a shell on the host already');
  return fetchKernel(only, { onEvent: teller(output) });
}

/** QEMU takes the terminal as it is; nobody listens on the channels of the agent. */
async function onTerminal(args: string[]): Promise<number> {
  const stdio = ['inherit', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe'] as const;
  const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', '--', qemuProgram(), ...args], { stdio: [...stdio] });
  const [status] = (await once(qemu, 'exit')) as [number | null];
  return status ?? 1;
}
