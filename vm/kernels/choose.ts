import { type InfrastructureError, UserError } from '../errors.ts';
import type { DebianKernel } from './apt/catalogue.ts';
import type { LockFile } from './lockfile.ts';
import { nearestName } from './suggest.ts';
import type { DebianName } from './types.ts';

/** Is this the very same package file? */
export function sameKernel(a: DebianKernel, b: DebianKernel): boolean {
  return a.image.sha256 === b.image.sha256 && a.image.name === b.image.name;
}

/** Does this kernel answer to the name? */
export function answersTo(kernel: DebianKernel, name: DebianName): boolean {
  return kernel.series === name.series && (name.version === undefined || kernel.version === name.version);
}

/** The pinned kernel of a name, if its version is not another than asked for. */
export function pinnedFor(name: DebianName, lock: LockFile): DebianKernel | undefined {
  const pinned = lock.kernels[name.series];
  return pinned && answersTo(pinned, name) ? pinned : undefined;
}

/**
 * The error for a name that the archive has no kernel for.
 *
 * @param kernels all that the archive has
 */
export function noSuchKernel(name: DebianName, kernels: readonly DebianKernel[]): UserError | InfrastructureError {
  const inSeries = kernels.filter(({ series }) => series === name.series);
  if (inSeries.length > 0) {
    const versions = [...new Set(inSeries.map(({ version }) => `debian:${version}`))].join(', ');
    return new UserError(`the Debian mirror has no kernel ${name.version}`, {
      hint: `of ${name.series} it has ${versions}`,
    });
  }
  const known = [...new Set(kernels.map(({ series }) => `debian:${series}`))];
  const nearest = nearestName(name.id, known);
  const hint = nearest ? `did you mean ${nearest}?` : undefined;
  const list = known.reverse().join(', ');
  return new UserError(`the Debian mirror has no kernel of the series ${name.series}; it has ${list}`, { hint });
}
