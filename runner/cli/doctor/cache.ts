/** The cache: where, how large, what is in it. */

import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';
import { program } from '../../../vm/installation.ts';
import { listKernels } from '../../../vm/kernels/index.ts';
import { cacheRoot } from '../../../vm/store/index.ts';
import type { Check } from './check.ts';

/** Least free space for the default kernels and their snapshots. */
const ENOUGH = 2e9;

/** Folder, size, free space. */
export async function checkCache(): Promise<Check> {
  const name = 'cache';
  const root = cacheRoot();
  const there = existingParent(root);
  accessSync(there, constants.W_OK);
  const { bavail, bsize } = statfsSync(there);
  const value = `${root}: ${size(await diskUsage(root))} used, ${size(bavail * bsize)} free`;
  if (bavail * bsize > ENOUGH) return { name, status: 'ok', value };
  return { name, status: 'note', value, hint: `set KCONFORM_CACHE to a folder with ${size(ENOUGH)} free` };
}

/** Which stock kernels need no network any more. */
export async function checkKernels(): Promise<Check> {
  const name = 'kernels';
  const kernels = (await listKernels()).filter(({ isDefault }) => isDefault);
  const fetched = kernels.filter((kernel) => kernel.fetched);
  const value = `${fetched.length} of ${kernels.length} default ones fetched`;
  if (fetched.length === kernels.length) return { name, status: 'ok', value };
  return {
    name,
    status: 'note',
    value,
    hint: `runs fetch the kernels they need; ${program} kernels fetch does it beforehand`,
  };
}

function existingParent(path: string): string {
  return existsSync(path) ? path : existingParent(dirname(path));
}

/** What files take on the disk: memory of snapshots is sparse, so their length says nothing. */
async function diskUsage(path: string): Promise<number> {
  const { stdout } = await execa('du', ['-sk', path], { reject: false, timeout: 30_000 });
  return Number.parseInt(stdout, 10) * 1024 || 0;
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
