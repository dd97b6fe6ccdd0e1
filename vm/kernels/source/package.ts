import { type PackageFile, parseStanzas } from '../apt/catalogue.ts';
import { PackageGoneError } from '../apt/download.ts';
import { runTool } from '../apt/run.ts';
import { compareDebianVersions, upstreamVersion } from '../apt/version.ts';
import { type FetchContext, fetchPackage } from '../debian.ts';
import { refreshLists } from '../find.ts';
import type { LockFile } from '../lockfile.ts';

/** A package with the source of a kernel, downloaded. */
export interface SourcePackage {
  file: PackageFile;
  /** Path of the .deb. */
  deb: string;
}

/** Upstream version of a source package. */
export function sourceVersion({ version }: PackageFile): string {
  return upstreamVersion(version);
}

/**
 * Download the source of a series: the pinned package as long as the mirror has it, else its newest, which is told.
 *
 * @throws InfrastructureError when it cannot be had
 */
export async function fetchSourcePackage(
  series: string,
  lock: LockFile,
  context: FetchContext,
): Promise<SourcePackage> {
  const pinned = lock.sources?.[series];
  if (pinned) {
    try {
      return { file: pinned, deb: await fetchPackage(pinned, context) };
    } catch (error) {
      if (!(error instanceof PackageGoneError)) throw error;
    }
  }
  const newest = await newestSource(series, context);
  if (pinned) {
    const text = `${pinned.name} ${pinned.version} of the lock file is gone from the mirror: using ${newest.version}`;
    context.onEvent({ kind: 'note', kernel: context.kernel, text });
  }
  return { file: newest, deb: await fetchPackage(newest, context) };
}

/** @throws PackageGoneError when the archive has no source of this series */
async function newestSource(series: string, context: FetchContext): Promise<PackageFile> {
  await refreshLists(context, Date.now() - FRESH);
  const { archive, signal } = context;
  const name = `linux-source-${series}`;
  const { stdout } = await runTool('apt-cache', ['show', '--all-versions', name], { config: archive.config, signal });
  const [newest] = parseStanzas(stdout).sort((a, b) => compareDebianVersions(b.version, a.version));
  if (newest) return newest;
  throw new PackageGoneError(`the Debian archive has no package ${name}`, {
    hint: 'apt-cache search linux-source says which there are',
  });
}

const FRESH = 15 * 60_000;
