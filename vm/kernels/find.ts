import type { DebianKernel } from './apt/catalogue.ts';
import { PackageGoneError } from './apt/download.ts';
import { answersTo, noSuchKernel, pinnedFor, sameKernel } from './choose.ts';
import { type FetchContext, fetchKernelPackages, type UnpackedKernel, unpackedKernel } from './debian.ts';
import type { LockFile } from './lockfile.ts';
import type { DebianName } from './types.ts';

/** A kernel found, and the packages it came from. */
export interface Found {
  kernel: DebianKernel;
  unpacked: UnpackedKernel;
  /** Was it in the cache already? */
  cached: boolean;
}

// Within this time a mirror hardly ever drops a package; asking it again would only cost seconds.
const FRESH = 15 * 60_000;

/**
 * Get the kernel that a name means: the pinned one, as long as it is to be had, else the newest of the series that is.
 * Answers from the cache alone when it can.
 *
 * @throws UserError when the archive has no such kernel; InfrastructureError when it cannot be had
 */
export async function findDebianKernel(name: DebianName, lock: LockFile, context: FetchContext): Promise<Found> {
  const started = Date.now();
  const pinned = pinnedFor(name, lock);
  const inCache = pinned && (await unpackedKernel(context.store, pinned));
  if (inCache) return { kernel: pinned, unpacked: inCache, cached: true };
  let kernels = (await context.archive.cached())?.kernels ?? (await refreshLists(context, 0));
  if (!kernels.some((kernel) => answersTo(kernel, name))) kernels = await refreshLists(context, started - FRESH);
  const tried = new Set<DebianKernel>();
  let lastError: unknown;
  for (let round = 0; round < 2; round++) {
    for (const kernel of candidates(name, kernels, pinned)) {
      if ([...tried].some((other) => sameKernel(other, kernel))) continue;
      tried.add(kernel);
      try {
        return await take(kernel, pinned, context);
      } catch (error) {
        if (!(error instanceof PackageGoneError)) throw error;
        lastError = error;
        // Else every later run would ask for it again, and need the network for that.
        await context.archive.forget(kernel);
        note(context, `the mirror lists ${kernel.image.name} ${kernel.debian} but does not have it; taking the next`);
      }
    }
    if (tried.size === 0) break;
    // Every candidate of old lists is gone: newer lists may know newer ones.
    kernels = await refreshLists(context, started);
  }
  throw lastError ?? noSuchKernel(name, kernels);
}

/** The pinned kernel if the mirror still lists it, then the others, newest first. */
function candidates(name: DebianName, kernels: DebianKernel[], pinned: DebianKernel | undefined): DebianKernel[] {
  const matching = kernels.filter((kernel) => answersTo(kernel, name));
  if (!pinned || !matching.some((kernel) => sameKernel(kernel, pinned))) return matching;
  return [pinned, ...matching];
}

async function take(kernel: DebianKernel, pinned: DebianKernel | undefined, context: FetchContext): Promise<Found> {
  const there = await unpackedKernel(context.store, kernel);
  const unpacked = there ?? (await fetchKernelPackages(kernel, context));
  if (pinned && !sameKernel(kernel, pinned)) {
    const why = `${pinned.image.name} ${pinned.debian} of the lock file is gone from the mirror`;
    note(context, `${why}: using ${kernel.debian}. To pin that: kconform kernels update`);
  }
  return { kernel, unpacked, cached: there !== undefined };
}

/** Ask the mirror for its lists unless ours are younger than `since`, and tell what is odd about them. */
export async function refreshLists(context: FetchContext, since: number): Promise<DebianKernel[]> {
  context.onEvent({ kind: 'index', kernel: context.kernel });
  const { kernels, leftOut } = await context.archive.refresh(since, context.signal);
  const expired = leftOut.filter(({ why }) => why === 'expired').map(({ suite }) => suite);
  if (expired.length > 0) note(context, `left out, for the mirror's lists of them have expired: ${expired.join(', ')}`);
  return kernels;
}

function note({ onEvent, kernel }: FetchContext, text: string): void {
  onEvent({ kind: 'note', kernel, text });
}
