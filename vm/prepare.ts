import { readFile } from 'node:fs/promises';
import { InfrastructureError } from './errors.ts';
import type { OnVmEvent } from './events.ts';
import { BootFailure } from './guest/boot-failure.ts';
import type { Guest } from './guest/guest.ts';
import { Guest as VirtualMachine } from './guest/guest.ts';
import { buildImage, buildRootedImage, type GuestPrograms, type Image, type ImageContents } from './image/initramfs.ts';
import type { Kernel, MissingModule } from './kernels/index.ts';
import { type AcceleratorChoice, chooseAccelerator } from './qemu/accelerator.ts';
import { type Accelerator, kernelCommandLine } from './qemu/arguments.ts';
import { qemuVersion } from './qemu/version.ts';
import type { Recipe } from './rootfs/recipe.ts';
import type { Root } from './rootfs/root.ts';
import type { Selftests } from './selftests/build.ts';
import { selftestEntries } from './selftests/image.ts';
import { snapshotOf } from './snapshot/make.ts';
import type { MachineTemplate, Snapshot } from './snapshot/snapshot.ts';
import { Store, sha256File } from './store/index.ts';
import type { Timeouts } from './timeouts.ts';

/** Memory of a guest in MiB: kernel, initramfs and a few dozen small processes. */
const memoryMegabytes = 256;

/** And of one for LTP: its library keeps a device of 300 MB in a file in /tmp (`DEV_SIZE_MB` in lib/tst_device.c), a tmpfs that may have half of all. */
const ltpMemoryMegabytes = 1024;

/** The probe loads the modules, and makes way for systemd: whatever it says goes to the console, where only the kernel's own lines are taken for the kernel's. */
const rootCommandLine = ['kconform.init=/usr/lib/systemd/systemd'];

/** What all guests of a run have in common. */
export interface Workshop extends GuestPrograms {
  qemu: string;
  timeouts: Timeouts;
  onEvent: OnVmEvent;
  accelerator: Accelerator | 'auto';
}

/** @throws {InfrastructureError} when QEMU is missing */
export async function openWorkshop(options: Omit<Workshop, 'qemu'>): Promise<Workshop> {
  return { ...options, qemu: await qemuVersion() };
}

/** A kernel and its image, not booted yet. */
export interface Bootable {
  kernel: Kernel;
  image: Image;
  /** Names of the modules that were asked for and are there: built in, or loaded from the image. */
  modules: readonly string[];
  /** Those that are not, and why. */
  missing: readonly MissingModule[];
  /** The root with real programs, when the image has one. */
  recipe?: Recipe | undefined;
  /** MiB that the guest needs, if more than usual. */
  memory?: number | undefined;
}

/**
 * The image for a kernel: the probe, and the modules without which the guest would only have its slow serial port.
 *
 * @param contents what else goes into it
 * @param extra names of further modules
 */
export async function bootable(
  kernel: Kernel,
  contents: Omit<ImageContents, 'modules'>,
  extra: readonly string[] = [],
): Promise<Bootable> {
  const wanted = [...(await transportModules(kernel)), ...extra];
  const { files, builtin, missing } =
    wanted.length > 0 ? await kernel.modules(wanted) : { files: [], builtin: [], missing: [] };
  const image = await buildImage({ ...contents, modules: files.map(({ path }) => path) });
  return { kernel, image, modules: [...builtin, ...files.map(({ name }) => name)], missing };
}

/**
 * The image for a kernel that is to run its own selftests.
 *
 * @param modules names of modules that the tests ask for
 */
export async function bootableSelftests(
  kernel: Kernel,
  probe: string,
  selftests: readonly Selftests[],
  modules: readonly string[],
): Promise<Bootable> {
  const { files, builtin, missing } = await kernel.modules([...(await transportModules(kernel)), ...modules]);
  const others = await selftestEntries(selftests, kernel.config);
  const image = await buildImage({ probe, modules: files.map(({ path }) => path), others });
  const memory = selftests.some(({ format }) => format === 'ltp') ? ltpMemoryMegabytes : undefined;
  return { kernel, image, memory, modules: [...builtin, ...files.map(({ name }) => name)], missing };
}

/**
 * The image for a kernel that is to run real programs.
 *
 * @param root with the programs, which serves every kernel
 */
export async function bootableRoot(kernel: Kernel, programs: GuestPrograms, root: Root): Promise<Bootable> {
  const wanted = await transportModules(kernel);
  const { files } = wanted.length > 0 ? await kernel.modules(wanted) : { files: [] };
  const image = await buildRootedImage(root, { ...programs, modules: files.map(({ path }) => path) });
  return { kernel, image, modules: [], missing: [], recipe: root.recipe };
}

/** Why a kernel cannot run the programs of a root; undefined when nothing is known against it. */
export async function rootObstacle(kernel: Kernel, recipe: Recipe): Promise<string | undefined> {
  if (kernel.config === undefined) return undefined;
  const config = await readFile(kernel.config, 'utf8');
  const missing = recipe.kernel.filter((option) => !config.includes(`\nCONFIG_${option}=y\n`));
  return missing.length === 0
    ? undefined
    : `needs a guest with ${recipe.name}, for which this kernel lacks ${missing.map((option) => `CONFIG_${option}`).join(', ')}`;
}

async function transportModules(kernel: Kernel): Promise<string[]> {
  return (await hasBuiltIn(kernel, 'VIRTIO_CONSOLE')) ? [] : ['virtio_pci', 'virtio_console'];
}

async function hasBuiltIn(kernel: Kernel, option: string): Promise<boolean> {
  if (kernel.config === undefined) return false;
  return (await readFile(kernel.config, 'utf8')).includes(`\nCONFIG_${option}=y\n`);
}

/** Decides once how guests are run, by booting this one under KVM if need be. */
export async function acceleratorFor(bootable: Bootable, workshop: Workshop): Promise<AcceleratorChoice> {
  return chooseAccelerator(workshop.accelerator, workshop.qemu, () => {
    const store = new Store();
    return store.scratch('accelerator', async (directory) => {
      const machine = machineFor(bootable, 'kvm', []);
      const options = { ...machine, memoryFile: `${directory}/memory`, memoryShared: true, incoming: false };
      const timeouts = { ...workshop.timeouts, boot: workshop.timeouts.accelerator };
      try {
        using _guest: Guest = await VirtualMachine.boot(options, timeouts);
        return undefined;
      } catch (error) {
        if (error instanceof BootFailure) return error.summary;
        throw error;
      }
    });
  });
}

/** The machine that boots a kernel with its image. */
export function machineFor(
  { kernel, image, recipe, memory }: Bootable,
  accelerator: Accelerator,
  extra: readonly string[],
): MachineTemplate {
  if (kernel.image === undefined) throw new InfrastructureError(`${kernel.id} has no image to boot`);
  return {
    kernel: kernel.image,
    initramfs: image.path,
    commandLine: kernelCommandLine(recipe ? [...rootCommandLine, ...extra] : extra),
    memoryMegabytes: recipe?.memory ?? memory ?? memoryMegabytes,
    accelerator,
  };
}

/**
 * The snapshot of a kernel that is ready for plans.
 *
 * @param extra words for the kernel command line
 * @throws {BootFailure} when it does not boot
 */
export async function readySnapshot(
  ready: Bootable,
  accelerator: Accelerator,
  extra: readonly string[],
  workshop: Workshop,
): Promise<Snapshot> {
  const { kernel, image } = ready;
  const machine = machineFor(ready, accelerator, extra);
  const inputs = { kernel: kernel.id, machine, contents: [kernel.sha256, image.sha256], qemuVersion: workshop.qemu };
  return snapshotOf(inputs, workshop);
}

/** SHA-256 of a kernel's configuration, if it is known. */
export async function configHash(kernel: Kernel): Promise<string | undefined> {
  return kernel.config === undefined ? undefined : sha256File(kernel.config);
}
