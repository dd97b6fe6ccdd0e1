/** A comparison in one line, and the kernels that it is about. */
import { CHANGES, type Comparison } from '../../compare/index.ts';
import type { Kernel } from '../../results/schema.ts';
import { errataText, shortRelease } from '../matrix.ts';
import { plural } from '../style.ts';

/** A comparison together with where its documents are. */
export interface Compared {
  comparison: Comparison;
  /** Paths of the documents. */
  from: { before: string; after: string };
}

/** `debian:7.2 → debian:7.3, 1,887 scenarios: 2 improved, 24 errno, 1,861 same`. */
export function summaryLine({ before, after, counts }: Comparison): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = CHANGES.filter((change) => counts[change] > 0).map(
    (change) => `${counts[change].toLocaleString('en')} ${change}`,
  );
  return `${before.id} → ${after.id}, ${plural(total, 'scenario')}: ${parts.join(', ') || 'nothing was asked'}`;
}

/** `debian:7.3, 7.3.4, ABI 11, errata 1,2,3,4`. */
export function kernelLine({ id, release, abi, errata, landlock }: Kernel): string {
  const what = landlock === 'enabled' ? `ABI ${abi}, errata ${errataText(errata)}` : `Landlock ${landlock}`;
  return `${id}, ${shortRelease(release)}, ${what}`;
}
