import type { PreparedBoot } from './session.ts';

/**
 * The first need that this kernel cannot meet, in words; undefined when all are met.
 *
 * @param needs names of needs
 * @param boot the kernel as booted
 */
export function unmetNeed(needs: readonly string[], boot: PreparedBoot): string | undefined {
  for (const need of needs) {
    const met = known[need];
    if (met === undefined) return `kconform does not know how to provide '${need}'`;
    const missing = met(boot);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** Every name that a spec may use, with why it cannot be met. */
const known: Record<string, (boot: PreparedBoot) => string | undefined> = {
  root: ({ snapshot }) =>
    snapshot === undefined
      ? 'needs root in the initial user namespace, which the host kernel does not give'
      : undefined,
  guest: ({ snapshot }) => (snapshot === undefined ? 'needs a virtual machine of its own' : undefined),
};
