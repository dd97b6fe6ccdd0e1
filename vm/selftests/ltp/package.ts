/** LTP as a Debian archive packages it, where one does. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError, UserError } from '../../errors.ts';
import { parseStanzas } from '../../kernels/apt/catalogue.ts';
import { runTool } from '../../kernels/apt/run.ts';
import { compareDebianVersions } from '../../kernels/apt/version.ts';
import { fetchPackage } from '../../kernels/debian.ts';
import { fetchContext, type KernelOptions } from '../../kernels/fetch.ts';
import { refreshLists } from '../../kernels/find.ts';
import { unpackDeb } from '../../kernels/unpack.ts';
import type { Store } from '../../store/index.ts';

/** An unpacked package. */
export interface LtpPackage {
  /** As shown, such as `ltp 20250930-1`. */
  id: string;
  /** Directory with `testcases/bin`. */
  directory: string;
}

/** Milliseconds for which what the mirror said will do. */
const FRESH = 15 * 60_000;

/**
 * The newest package of LTP that the suites with kernels have, unpacked once into the cache.
 *
 * @throws UserError when they have none, InfrastructureError when it cannot be had
 */
export async function debianLtp(options: KernelOptions & { store: Store }): Promise<LtpPackage> {
  const context = fetchContext('ltp', options.store, options);
  const { store, archive, signal } = context;
  await refreshLists(context, Date.now() - FRESH);
  const { stdout } = await runTool('apt-cache', ['show', '--all-versions', 'ltp'], { config: archive.config, signal });
  const [newest] = parseStanzas(stdout).sort((a, b) => compareDebianVersions(b.version, a.version));
  if (newest === undefined)
    throw new UserError('the Debian archive has no package ltp', {
      hint: 'give --ltp a directory: the prefix of an installed LTP, such as /opt/ltp, or a source tree',
    });
  const deb = await fetchPackage(newest, context);
  const unpacked = await store.ensure(
    `selftests/ltp-${newest.sha256.slice(0, 32)}`,
    async (target) => {
      await mkdir(target);
      await unpackDeb(deb, target, [], signal);
    },
    { signal },
  );
  const id = `${newest.name} ${newest.version}`;
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const bin = entries.find(
    (entry) => entry.isDirectory() && join(entry.parentPath, entry.name).endsWith('/testcases/bin'),
  );
  if (bin) return { id, directory: join(bin.parentPath, '..') };
  throw new InfrastructureError(`the package ${id} has no testcases/bin`);
}
