import { fileSystemImages } from '../../vm/image/file-systems.ts';
import type { MissingReason } from '../../vm/kernels/index.ts';
import { sampleNames } from '../../vm/kernels/source/sample.ts';
import { type BootName, rootOf } from '../scenario/boots.ts';
import type { PreparedBoot, PreparedKernel } from './session.ts';

const moduleNeed = /^module:(.+)$/;

const imageNeed = /^image:(.+)$/;

/** The file system images among needs, of those that can be made. */
export function fileSystemsOf(needs: readonly unknown[]): string[] {
  return needs
    .flatMap((need) => (typeof need === 'string' ? (imageNeed.exec(need)?.[1] ?? []) : []))
    .filter((name) => fileSystemImages.includes(name));
}

const sampleNeed = /^sample:(.+)$/;

/** The kernel's samples among needs, of those that can be made. */
export function samplesOf(needs: readonly unknown[]): string[] {
  return needs
    .flatMap((need) => (typeof need === 'string' ? (sampleNeed.exec(need)?.[1] ?? []) : []))
    .filter((name) => sampleNames.includes(name));
}

/** Whether a need is a root with real programs: that it is met shows in how the kernel was booted. */
function isRoot(need: string): boolean {
  return rootOf(need as BootName) !== undefined;
}

/** The modules among needs. */
export function modulesOf(needs: readonly unknown[]): string[] {
  return needs.flatMap((need) => (typeof need === 'string' ? (moduleNeed.exec(need)?.[1] ?? []) : []));
}

/**
 * The first need that this kernel cannot meet, in words; undefined when all are met.
 *
 * @param needs names of needs
 * @param kernel the kernel
 * @param boot the way in which it was booted
 */
export function unmetNeed(needs: readonly string[], kernel: PreparedKernel, boot: PreparedBoot): string | undefined {
  const absent = modulesOf(needs).find((name) => !kernel.modules.includes(name));
  if (absent !== undefined)
    return `needs the module ${absent}, ${withoutModule[kernel.missing?.[absent] ?? 'unknown']}`;
  for (const need of needs.filter((need) => !moduleNeed.test(need) && !isRoot(need))) {
    const [sample] = samplesOf([need]);
    if (sample !== undefined && kernel.withoutSample?.[sample] !== undefined) return kernel.withoutSample[sample];
    const met = fileSystemsOf([need]).length > 0 || sample !== undefined ? known.guest : known[need];
    if (met === undefined) return `kconform does not know how to provide '${need}'`;
    const missing = met(boot);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

const withoutModule: Record<MissingReason, string> = {
  'not-in-kernel': 'which this kernel was built without',
  'no-modules': 'and the modules of this kernel are not to be had',
  unknown: 'and it is not known which modules this kernel has',
};

/** Every name that a spec may use, with why it cannot be met. */
const known: Record<string, (boot: PreparedBoot) => string | undefined> = {
  root: ({ snapshot }) =>
    snapshot === undefined
      ? 'needs root in the initial user namespace, which the host kernel does not give'
      : undefined,
  guest: ({ snapshot }) => (snapshot === undefined ? 'needs a virtual machine of its own' : undefined),
};
