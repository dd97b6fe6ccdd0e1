/** The facts of a kernel as the results document holds them: JSON has no bigint and no undefined. */
import type { Facts } from '../facts/facts.ts';
import type { Kernel } from './schema.ts';

/** The part of a document's kernel that was asked of the kernel itself. */
export function recordedFacts(
  facts: Facts,
): Pick<Kernel, 'release' | 'abi' | 'errata' | 'landlock' | 'features' | 'masks'> {
  const { release, abi, errata, landlock, features, masks } = facts;
  const hex = Object.entries(masks).map(([field, bits]) => [field, `0x${bits.toString(16)}`]);
  return { release, abi, errata: errata ?? null, landlock, features: { ...features }, masks: Object.fromEntries(hex) };
}
