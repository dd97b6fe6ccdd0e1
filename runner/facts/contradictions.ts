import { type Facts, masksInHex } from './facts.ts';
import { masksOfAbi } from './hypothetical.ts';

/**
 * Where what a kernel accepts is not what its ABI number promises, in words: a distribution's backport may raise the number without the bits, or the other
 * way round (seen on RHEL 9: ABI 6 without SCOPE_SIGNAL), and a patch series may bring a number and bits that no release has. Source:
 * include/uapi/linux/landlock.h and security/landlock/limits.h of each ABI.
 *
 * @param facts of the kernel; nothing is said of a kernel without Landlock
 * @param newestAbi that kconform knows: a newer one is judged as that, which is said too
 */
export function contradictions({ landlock, abi, reportedAbi = abi, masks }: Facts, newestAbi: number): string[] {
  if (landlock !== 'enabled') return [];
  const judged = Math.min(abi, newestAbi);
  const [found, promised] = [masksInHex(masks), masksInHex(masksOfAbi(judged))];
  const differing = Object.keys(found)
    .filter((field) => found[field] !== promised[field])
    .map((field) => `has ${field} ${promised[field]}, and accepts ${found[field]}`);
  if (reportedAbi === judged) return differing.map((text) => `reports ABI ${judged}, which ${text}`);
  const why = reportedAbi > newestAbi ? 'which kconform does not know' : 'and accepts nothing that came with it';
  return [
    `reports ABI ${reportedAbi}, ${why}: it is judged as ABI ${judged}`,
    ...differing.map((text) => `is judged as ABI ${judged}, which ${text}`),
  ];
}
