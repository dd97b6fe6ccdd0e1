import { NEWEST_ABI } from '../../../runner/facts/hypothetical.ts';
import { acceptsMore } from '../../../runner/facts/judged-abi.ts';
import { type Expectation, type Facts, value } from '../../../runner/index.ts';
import { byAbi } from '../refusals.ts';

/**
 * What each ABI reports. Another number is right where it stands for something: a newer ABI, or a proposal, whose number a release may have for something else.
 * A kernel that only lacks what its number promises is not among these.
 */
export function reported({ abi, reportedAbi = abi, masks }: Facts): Expectation {
  const other = abi > NEWEST_ABI || acceptsMore(abi, masks);
  return byAbi((level) => value(other && level === Math.min(abi, NEWEST_ABI) ? reportedAbi : level));
}
