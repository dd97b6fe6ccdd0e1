/** The facts of a kernel as the results document holds them: JSON has no bigint and no undefined. */
import { contradictions } from '../facts/contradictions.ts';
import { type Facts, masksInHex } from '../facts/facts.ts';
import { NEWEST_ABI } from '../facts/hypothetical.ts';
import type { Kernel } from './schema.ts';

/** The part of a document's kernel that was asked of the kernel itself. */
export function recordedFacts(
  facts: Facts,
): Pick<
  Kernel,
  'release' | 'abi' | 'errata' | 'landlock' | 'features' | 'masks' | 'config' | 'lsms' | 'contradictions'
> {
  const { release, abi, errata, landlock, features, masks, config, lsms } = facts;
  const found = contradictions(facts, NEWEST_ABI);
  return {
    release,
    abi,
    errata: errata ?? null,
    landlock,
    features: { ...features },
    masks: masksInHex(masks),
    ...(config && { config: { ...config } }),
    ...(lsms && { lsms: [...lsms] }),
    ...(found.length > 0 && { contradictions: found }),
  };
}
