import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError, UserError } from '../errors.ts';
import { type PackageFile, parseStanzas } from '../kernels/apt/catalogue.ts';
import { downloadPackages, PackageGoneError } from '../kernels/apt/download.ts';
import { runTool, runToolStrictly } from '../kernels/apt/run.ts';
import { kernelSources } from '../kernels/apt/sources.ts';
import { preparePrivateApt } from '../kernels/apt/state.ts';
import { updateLists } from '../kernels/apt/update.ts';
import type { ArchiveOptions } from '../kernels/archive.ts';
import { errorCode, guarded, type Store, sha256File, sha256Text } from '../store/index.ts';
import { lockPath, placeOf, type Recipe } from './recipe.ts';

/** What getting packages needs. */
export interface PackageContext {
  store: Store;
  /** Told what takes time, and what is not as the lock file says. */
  onNote: (text: string) => void;
  /** Archive to ask, by default the one that the system's apt uses. */
  archive?: ArchiveOptions | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The packages that the lock file pins; undefined where there is none.
 *
 * @throws UserError when it is damaged
 */
export async function lockedPackages(recipe: Recipe): Promise<PackageFile[] | undefined> {
  const path = lockPath(recipe);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new UserError(`cannot read ${path}`, { cause: error });
  }
  try {
    const { version, packages } = JSON.parse(text) as { version: number; packages: PackageFile[] };
    if (version === 1 && packages.every(({ name, sha256 }) => name && /^[0-9a-f]{64}$/.test(sha256))) return packages;
  } catch {
    // Told below.
  }
  throw new UserError(`${path} is damaged`, {
    hint: `restore it from git, or write it anew: kconform rootfs update ${recipe.name}`,
  });
}

/** Text of a lock file. */
export function lockText(packages: readonly PackageFile[]): string {
  return `${JSON.stringify({ version: 1, packages }, null, 2)}\n`;
}

/**
 * Asks the mirror which packages a recipe means today: its packages and what they depend on, less what it leaves out.
 *
 * @throws UserError with the recipe's line for a package that does not exist
 */
export async function resolvePackages(recipe: Recipe, context: PackageContext): Promise<PackageFile[]> {
  const { onNote, signal } = context;
  onNote(`${recipe.name}: reading the lists of the mirror`);
  const config = await freshApt(recipe, context);
  const flags = ['install', '-s', '-q', '--no-install-recommends'];
  const { status, stdout, stderr } = await runTool('apt-get', [...flags, ...recipe.packages], { config, signal });
  const unknown = /Unable to locate package (\S+)|Package '?(\S+?)'? has no installation candidate/.exec(stderr);
  if (unknown) {
    const name = unknown[1] ?? unknown[2] ?? '';
    throw new UserError(
      `${placeOf(recipe, 'packages', name)}: the Debian archive has no package '${name}' in ${recipe.suites.join(', ')}`,
    );
  }
  if (status !== 0)
    throw new InfrastructureError(`apt cannot resolve the packages of ${recipe.path}: ${stderr.trim()}`);
  const chosen = [...stdout.matchAll(/^Inst (\S+) \((\S+) /gm)].map(([, name = '', version = '']) => ({
    name,
    version,
  }));
  for (const name of recipe.without) {
    if (chosen.every((other) => other.name !== name))
      throw new UserError(`${placeOf(recipe, 'without', name)}: no package depends on '${name}'`);
  }
  const kept = chosen.filter(({ name }) => !recipe.without.includes(name));
  const wanted = kept.map(({ name, version }) => `${name}=${version}`);
  const files = parseStanzas(await runToolStrictly('apt-cache', ['show', ...wanted], { config, signal }));
  return kept
    .map(({ name, version }) => {
      const file = files.find((other) => other.name === name && other.version === version);
      if (!file) throw new InfrastructureError(`the mirror's lists do not describe ${name} ${version}`);
      return file;
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Packages as paths. What the lock file pins and the mirror no longer has is resolved anew, which is told. */
export async function fetchRootPackages(
  recipe: Recipe,
  locked: readonly PackageFile[],
  context: PackageContext,
): Promise<{ packages: readonly PackageFile[]; debs: string[] }> {
  const { store, signal, onNote } = context;
  // Two runs would both download everything.
  await using _lock = await store.lock(`fetch-${aptKey(recipe)}`, { signal });
  try {
    return { packages: locked, debs: await fetchAll(recipe, locked, context) };
  } catch (error) {
    if (!(error instanceof PackageGoneError)) throw error;
    onNote(`${recipe.name}: the mirror no longer has what ${lockPath(recipe)} pins; taking what it has now`);
    const packages = await resolvePackages(recipe, context);
    return { packages, debs: await fetchAll(recipe, packages, context) };
  }
}

/** Paths of packages in the store; those that are not there, or damaged, are downloaded together. @throws PackageGoneError */
async function fetchAll(recipe: Recipe, packages: readonly PackageFile[], context: PackageContext): Promise<string[]> {
  const { store, signal, onNote } = context;
  const missing: PackageFile[] = [];
  for (const file of packages) {
    const there = await store.lookup(keyOf(file));
    if (there && (await sha256File(there, signal)) === file.sha256) continue;
    if (there) await store.remove(keyOf(file));
    missing.push(file);
  }
  if (missing.length > 0) {
    const config = await aptOf(recipe, context);
    const keep = async (file: PackageFile, path: string) =>
      void (await store.ensure(keyOf(file), (target) => rename(path, target), { signal }));
    const onDamaged = (why: string, file: PackageFile) => onNote(`${file.name} arrived damaged (${why}): once again`);
    onNote(`${recipe.name}: fetching ${missing.length} packages`);
    await downloadPackages(store, missing, keep, { config, signal, onDamaged, onBytes: tellFifths(recipe, onNote) });
  }
  return packages.map((file) => store.path(keyOf(file)));
}

/** Tells every fifth of a download: a line each, for a log has no use for more. */
function tellFifths(recipe: Recipe, onNote: (text: string) => void): (bytes: number, total: number) => void {
  let told = 0;
  return (bytes, total) => {
    const fifth = Math.floor((5 * bytes) / total);
    if (fifth <= told) return;
    told = fifth;
    onNote(`${recipe.name}: ${(bytes / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
  };
}

function keyOf({ sha256 }: PackageFile): string {
  return `debs/${sha256}.deb`;
}

/** A private apt for these suites only: with more of them apt would mix releases. */
async function aptOf(recipe: Recipe, context: PackageContext): Promise<string> {
  const root = aptRoot(recipe, context);
  const ready = await readFile(join(root, 'ready'), 'utf8').catch(() => undefined);
  return ready === undefined ? freshApt(recipe, context) : join(root, 'apt.conf');
}

async function freshApt(recipe: Recipe, context: PackageContext): Promise<string> {
  const { store, signal, archive = {} } = context;
  const root = aptRoot(recipe, context);
  return guarded(store.root, async () => {
    await using _lock = await store.lock(aptKey(recipe), { signal });
    const config = await preparePrivateApt(root, signal);
    const sources =
      archive.sources ?? (await kernelSources(archive.mirror ?? process.env.KCONFORM_DEBIAN_MIRROR, signal));
    const wanted = recipe.suites.map((suite) => {
      const source = sources.find((other) => other.suite === suite);
      if (source) return source;
      throw new UserError(`${placeOf(recipe, 'suites', suite)}: no suite '${suite}' is known`, {
        hint: `known are ${sources.map((known) => known.suite).join(', ')}`,
      });
    });
    const leftOut = await updateLists({ root, config, keyring: archive.keyring }, wanted, signal);
    if (leftOut.length > 0) {
      const names = leftOut.map(({ suite, why }) => `${suite} (${why})`).join(', ');
      throw new InfrastructureError(`the mirror has no usable ${names}, which ${recipe.path} asks for`);
    }
    await writeFile(join(root, 'ready'), '');
    return config;
  });
}

function aptKey({ suites }: Recipe): string {
  return `apt-${sha256Text(suites.join(' ')).slice(0, 12)}`;
}

function aptRoot(recipe: Recipe, { store }: PackageContext): string {
  return join(store.root, aptKey(recipe));
}
