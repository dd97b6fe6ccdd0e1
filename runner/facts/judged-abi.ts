import type { Facts, Masks } from './facts.ts';
import { masksOfAbi, NEWEST_ABI } from './hypothetical.ts';

/** Whether some bit is in `masks` and in `added`, and not in `before`. */
const someBit = (masks: Masks, added: Masks, before: Masks): boolean =>
  (Object.keys(masks) as (keyof Masks)[]).some(
    (field) => (BigInt(masks[field]) & BigInt(added[field]) & ~BigInt(before[field])) !== 0n,
  );

/** Whether a kernel accepts a bit that its ABI does not have: a proposal, or a part of a later ABI. */
export const acceptsMore = (abi: number, masks: Masks): boolean => someBit(masks, masks, masksOfAbi(abi));

/**
 * The ABI that a kernel is judged as. A patch series on an older kernel reports a number that a release came to use for something else: a kernel that accepts
 * nothing of what an ABI added does not have that ABI, whatever it reports. One that accepts a part of it (a backport) is taken at its word.
 *
 * @param reported the answer to LANDLOCK_CREATE_RULESET_VERSION; one that is newer than all that are known stays as it is
 * @param masks what it accepts
 */
export function judgedAbi(reported: number, masks: Masks): number {
  if (reported > NEWEST_ABI) return reported;
  let abi = reported;
  // Every ABI added some bits (include/uapi/linux/landlock.h).
  while (abi > 1 && !someBit(masks, masksOfAbi(abi), masksOfAbi(abi - 1))) abi -= 1;
  return abi;
}

/** Facts as a kernel answered them, with the ABI that it is judged as. */
export function judged(facts: Facts): Facts {
  const abi = judgedAbi(facts.abi, facts.masks);
  return abi === facts.abi ? facts : { ...facts, abi, reportedAbi: facts.abi };
}
