import { type Facts, masksInHex } from './facts.ts';
import { masksOfAbi } from './hypothetical.ts';

/**
 * Where what a kernel accepts is not what its ABI number promises, in words: a distribution's backport may raise the number without the bits, or the other
 * way round (seen on RHEL 9: ABI 6 without SCOPE_SIGNAL). Source: include/uapi/linux/landlock.h and security/landlock/limits.h of each ABI.
 *
 * @param facts of the kernel; nothing is said of a kernel without Landlock, or with an ABI newer than all that kconform knows
 */
export function contradictions({ landlock, abi, masks }: Facts, newestAbi: number): string[] {
  if (landlock !== 'enabled' || abi > newestAbi) return [];
  const [found, promised] = [masksInHex(masks), masksInHex(masksOfAbi(abi))];
  return Object.keys(found).flatMap((field) =>
    found[field] === promised[field]
      ? []
      : [`reports ABI ${abi}, which has ${field} ${promised[field]}, and accepts ${found[field]}`],
  );
}
