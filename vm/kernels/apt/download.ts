import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import { type Store, sha256File } from '../../store/index.ts';
import type { PackageFile } from './catalogue.ts';
import { type Ran, runTool } from './run.ts';

/** The mirror does not have this package (any more). */
export class PackageGoneError extends InfrastructureError {}

/** Asks one apt for one package. */
export interface DownloadOptions {
  /** Configuration file of the private apt. */
  config: string;
  signal?: AbortSignal | undefined;
  /** Receives bytes so far, and the total. */
  onBytes?: ((bytes: number, total: number) => void) | undefined;
  /** Called when the first download turned out damaged. */
  onDamaged?: ((why: string) => void) | undefined;
}

/**
 * Download a package through apt, which checks it against the signed index, and check it against `file.sha256` ourselves.
 * A damaged download is thrown away and repeated once.
 *
 * @param target where to put the .deb
 * @throws PackageGoneError when the mirror does not have it; InfrastructureError when it is damaged twice or the mirror is down
 */
export async function downloadPackage(store: Store, file: PackageFile, target: string, options: DownloadOptions) {
  const why = await attempt(store, file, target, options);
  if (!why) return;
  options.onDamaged?.(why);
  const again = await attempt(store, file, target, options);
  if (!again) return;
  throw new InfrastructureError(`${file.name} ${file.version} arrives damaged, twice: ${again}`, {
    hint: 'the mirror or a proxy in between serves a wrong file; try again later',
  });
}

/** One download; returns what is wrong with the file, if something is. */
async function attempt(store: Store, file: PackageFile, target: string, options: DownloadOptions) {
  return store.scratch(`download-${file.sha256.slice(0, 16)}`, async (cwd) => {
    const args = ['download', '-q', '-o', 'APT::Status-Fd=3', `${file.name}=${file.version}`];
    const { config, signal } = options;
    options.onBytes?.(0, file.size);
    const onStatus = (line: string) => {
      const percent = Number(/^dlstatus:\d+:([\d.]+):/.exec(line)?.[1] ?? Number.NaN);
      if (percent < 100) options.onBytes?.(Math.round((percent / 100) * file.size), file.size);
    };
    const ran = await runTool('apt-get', args, { cwd, config, signal, onStatus });
    const damage = /Hash Sum mismatch|unexpected size|not match|Mirror sync in progress/i.exec(ran.stderr)?.[0];
    if (damage) return damage;
    if (ran.status !== 0) throw downloadError(file, ran);
    const name = (await readdir(cwd)).find((entry) => entry.endsWith('.deb'));
    if (!name) throw downloadError(file, ran);
    const downloaded = join(cwd, name);
    const sha256 = await sha256File(downloaded, signal);
    if (sha256 !== file.sha256) return `its SHA-256 is ${sha256}, not ${file.sha256}`;
    await rename(downloaded, target);
    options.onBytes?.(file.size, file.size);
    return undefined;
  });
}

function downloadError(file: PackageFile, ran: Ran): InfrastructureError {
  const said = ran.stderr
    .split('\n')
    .filter((line) => line.startsWith('E:'))
    .join('\n  ');
  const what = `cannot download ${file.name} ${file.version}:\n  ${said || ran.stderr.trim()}`;
  const gone = /404 {1,2}Not Found|was not found|no candidate|Unable to locate package|File not found|No such file/i;
  if (gone.test(ran.stderr)) return new PackageGoneError(what);
  const hint = 'check the network and the system’s apt sources';
  return Object.assign(new InfrastructureError(what, { hint }), { stderr: ran.stderr });
}
