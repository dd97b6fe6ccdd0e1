import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import { type Store, sha256File, sha256Text } from '../../store/index.ts';
import type { PackageFile } from './catalogue.ts';
import { type Ran, runTool } from './run.ts';

/** The mirror does not have this package (any more). */
export class PackageGoneError extends InfrastructureError {}

/** Asks one apt for packages. */
export interface DownloadOptions {
  /** Configuration file of the private apt. */
  config: string;
  signal?: AbortSignal | undefined;
  /** Receives bytes so far, and the total. */
  onBytes?: ((bytes: number, total: number) => void) | undefined;
  /** Called when the first download of a package turned out damaged. */
  onDamaged?: ((why: string, file: PackageFile) => void) | undefined;
}

/** Takes a package that arrived as it should: moves it from `path` to where it belongs. */
export type Keep = (file: PackageFile, path: string) => Promise<void>;

/**
 * Download a package through apt, which checks it against the signed index, and check it against `file.sha256` ourselves.
 * A damaged download is thrown away and repeated once.
 *
 * @param target where to put the .deb
 * @throws PackageGoneError when the mirror does not have it; InfrastructureError when it is damaged twice or the mirror is down
 */
export function downloadPackage(store: Store, file: PackageFile, target: string, options: DownloadOptions) {
  return downloadPackages(store, [file], (_, path) => rename(path, target), options);
}

/** Like {@link downloadPackage}, for many with one apt: starting it takes longer than a small package does. */
export async function downloadPackages(
  store: Store,
  files: readonly PackageFile[],
  keep: Keep,
  options: DownloadOptions,
): Promise<void> {
  const damaged = await attempt(store, files, keep, options);
  if (damaged.size === 0) return;
  for (const [file, why] of damaged) options.onDamaged?.(why, file);
  for (const [file, why] of await attempt(store, [...damaged.keys()], keep, options))
    throw new InfrastructureError(`${file.name} ${file.version} arrives damaged, twice: ${why}`, {
      hint: 'the mirror or a proxy in between serves a wrong file; try again later',
    });
}

/** One download; returns which files are damaged, and how. */
async function attempt(store: Store, files: readonly PackageFile[], keep: Keep, options: DownloadOptions) {
  const damaged = new Map<PackageFile, string>();
  const key = sha256Text(files.map(({ sha256 }) => sha256).join('\n')).slice(0, 16);
  await store.scratch(`download-${key}`, async (cwd) => {
    const wanted = files.map(({ name, version }) => `${name}=${version}`);
    const { config, signal } = options;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    options.onBytes?.(0, total);
    const onStatus = (line: string) => {
      const percent = Number(/^dlstatus:\d+:([\d.]+):/.exec(line)?.[1] ?? Number.NaN);
      if (percent < 100) options.onBytes?.(Math.round((percent / 100) * total), total);
    };
    const args = ['download', '-q', '-o', 'APT::Status-Fd=3', ...wanted];
    const ran = await runTool('apt-get', args, { cwd, config, signal, onStatus });
    const damage = /Hash Sum mismatch|unexpected size|not match|Mirror sync in progress/i.exec(ran.stderr)?.[0];
    const arrived = await readdir(cwd);
    const missing: PackageFile[] = [];
    for (const file of files) {
      const name = arrived.find((entry) => entry.startsWith(`${file.name}_`) && entry.endsWith('.deb'));
      const sha256 = name && (await sha256File(join(cwd, name), signal));
      if (name && sha256 === file.sha256) await keep(file, join(cwd, name));
      else if (damage !== undefined) damaged.set(file, damage);
      else if (ran.status !== 0 || !sha256) missing.push(file);
      else damaged.set(file, `its SHA-256 is ${sha256}, not ${file.sha256}`);
    }
    if (missing.length > 0) throw downloadError(missing, ran);
    if (damaged.size === 0) options.onBytes?.(total, total);
  });
  return damaged;
}

function downloadError(files: readonly PackageFile[], ran: Ran): InfrastructureError {
  const said = ran.stderr
    .split('\n')
    .filter((line) => line.startsWith('E:'))
    .join('\n  ');
  const named =
    files.length > 3 ? `${files.length} packages` : files.map((file) => `${file.name} ${file.version}`).join(', ');
  const what = `cannot download ${named}:\n  ${said || ran.stderr.trim()}`;
  const gone = /404 {1,2}Not Found|was not found|no candidate|Unable to locate package|File not found|No such file/i;
  if (gone.test(ran.stderr)) return new PackageGoneError(what);
  const hint = 'check the network and the system’s apt sources';
  return Object.assign(new InfrastructureError(what, { hint }), { stderr: ran.stderr });
}
