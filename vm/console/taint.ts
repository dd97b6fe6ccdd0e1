/** A bit of /proc/sys/kernel/tainted. */
export interface Taint {
  /** Its number: the mask has `1 << bit`. */
  bit: number;
  /** The letter that oopses print. */
  letter: string;
  /** The kernel's own name for it, as reports print it since 6.11 (`[W]=WARN`). */
  name: string;
  /** What happened, in few words. */
  meaning: string;
  /** Nothing the kernel did wrong: it comes from how the guest is built or from its (virtual) hardware. */
  harmless: boolean;
}

const taint = (bit: number, letter: string, name: string, meaning: string, harmless = false): Taint => ({
  bit,
  letter,
  name,
  meaning,
  harmless,
});

/** Every taint, by bit (Documentation/admin-guide/tainted-kernels.rst, kernel/panic.c). */
export const taints: readonly Taint[] = [
  taint(0, 'P', 'PROPRIETARY_MODULE', 'a proprietary module was loaded', true),
  taint(1, 'F', 'FORCED_MODULE', 'a module was force loaded', true),
  taint(2, 'S', 'CPU_OUT_OF_SPEC', 'the processor is outside of its specification', true),
  taint(3, 'R', 'FORCED_RMMOD', 'a module was force unloaded'),
  taint(4, 'M', 'MACHINE_CHECK', 'the processor reported a machine check'),
  taint(5, 'B', 'BAD_PAGE', 'a bad page was found'),
  taint(6, 'U', 'USER', 'a program asked for this taint', true),
  taint(7, 'D', 'DIE', 'the kernel died: an oops or a BUG'),
  taint(8, 'A', 'OVERRIDDEN_ACPI_TABLE', 'an ACPI table was overridden', true),
  taint(9, 'W', 'WARN', 'the kernel issued a warning'),
  taint(10, 'C', 'CRAP', 'a staging driver was loaded', true),
  taint(11, 'I', 'FIRMWARE_WORKAROUND', 'a severe firmware bug was worked around', true),
  taint(12, 'O', 'OOT_MODULE', 'an out-of-tree module was loaded', true),
  taint(13, 'E', 'UNSIGNED_MODULE', 'an unsigned module was loaded', true),
  taint(14, 'L', 'SOFTLOCKUP', 'a soft lockup occurred'),
  taint(15, 'K', 'LIVEPATCH', 'the kernel was live patched', true),
  taint(16, 'X', 'AUX', 'the distribution says so', true),
  taint(17, 'T', 'RANDSTRUCT', 'the kernel was built with the randstruct plugin', true),
  taint(18, 'N', 'TEST', 'an in-kernel test was run', true),
  taint(19, 'J', 'FWCTL', 'a driver let user space alter firmware', true),
];

const known = new Map(taints.map((taint) => [taint.bit, taint]));

/**
 * The taints of a mask, lowest bit first. Bits that this table does not know (a newer kernel's) are reported, as harmful.
 *
 * @param mask content of /proc/sys/kernel/tainted
 */
export function taintNames(mask: number): Taint[] {
  if (!Number.isSafeInteger(mask) || mask < 0) throw new RangeError(`not a taint mask: ${mask}`);
  const found: Taint[] = [];
  let rest = mask;
  // Not by shifts: those work on 32 bits, and the mask is an unsigned long.
  for (let bit = 0; rest > 0; bit++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) found.push(known.get(bit) ?? taint(bit, '?', `BIT_${bit}`, 'unknown to this version'));
  }
  return found;
}

/** The taints that a kernel got between two looks at its mask, and whether one of them speaks of a fault of the kernel. */
export function newTaint(before: number, after: number): { taints: Taint[]; harmful: boolean } {
  const had = new Set(taintNames(before).map(({ bit }) => bit));
  const taints = taintNames(after).filter(({ bit }) => !had.has(bit));
  return { taints, harmful: taints.some(({ harmless }) => !harmless) };
}

/** How messages name taints: `W (the kernel issued a warning), D (the kernel died: an oops or a BUG)`. */
export function taintMessage(taints: readonly Taint[]): string {
  return taints.map(({ letter, meaning }) => `${letter} (${meaning})`).join(', ');
}
