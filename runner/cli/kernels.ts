/** `kconform kernels list|fetch|update|remove`. */
import { join } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import { collectBuilds, forgetBuilds, listBuilds } from '../../vm/kernels/build/index.ts';
import {
  fetchKernel,
  type KernelEvent,
  type KernelListing,
  listKernels,
  parseKernelName,
  resolveKernels,
  updateLock,
} from '../../vm/kernels/index.ts';
import { collectSources } from '../../vm/kernels/source/index.ts';
import { Store, sha256File } from '../../vm/store/index.ts';
import { rememberedBuild } from '../engine/built-facts.ts';
import { errataText } from '../report/matrix.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

/** List the stock kernels that we know of. Needs no network. */
export async function listKernelsCommand({ json }: { json: boolean }, output: Output): Promise<number> {
  const kernels = await listKernels();
  const builds = await listBuilt();
  output.out(json ? `${JSON.stringify([...kernels, ...builds], null, 2)}\n` : renderKernels(kernels));
  if (!json && builds.length > 0) output.out(`\n${renderBuilds(builds)}`);
  return 0;
}

/** A built kernel as it is listed. */
export interface BuiltListing {
  /** `build:NAME`. */
  id: string;
  version: string;
  /** As it answered when it last ran; null when it never did. */
  abi: number | null;
  errata: number | null;
  /** SHA-256 of its configuration. */
  config: string;
  /** Identity of its source, changes included. */
  source: string;
  /** What it was built from, in words; null when nobody said. */
  from: string | null;
}

async function listBuilt(): Promise<BuiltListing[]> {
  const store = new Store();
  return Promise.all(
    (await listBuilds(store)).map(async ({ name, kernel, from = null }) => {
      const facts = await rememberedBuild(kernel.sha256, store);
      const config = await sha256File(join(kernel.directory, 'config'));
      const { abi = null, errata = null } = facts ?? {};
      return { id: `build:${name}`, version: kernel.release, abi, errata, config, source: kernel.source, from };
    }),
  );
}

/** The table of built kernels. */
export function renderBuilds(builds: readonly BuiltListing[]): string {
  const rows = builds.map(({ id, version, abi, errata, config, source, from }) => [
    id,
    version,
    abi === null ? 'not run yet' : abi === 0 ? 'none' : `${abi}`,
    abi === null ? '' : errataText(errata),
    config.slice(0, 12),
    from ?? source,
  ]);
  return table([['built', 'version', 'ABI', 'errata', 'config', 'built from'], ...rows]);
}

/** Forget built kernels, and remove what they alone needed; with `unused`, all that no named kernel needs; with `sources`, also sources that none was built from. */
export async function removeKernelsCommand(
  names: readonly string[],
  { unused, sources }: { unused: boolean; sources: boolean },
  output: Output,
): Promise<number> {
  if (names.length === 0 && !unused && !sources) {
    throw new UserError('say which kernels to remove: build:NAME, or --unused or --sources for what is left over');
  }
  const store = new Store();
  const builds = names.map((name) => {
    const parsed = parseKernelName(name);
    if (parsed.kind === 'build') return parsed.name;
    throw new UserError(`${name} is no kernel that kconform built`, {
      hint: `${program} kernels list shows them: build:NAME`,
    });
  });
  const forgotten = await forgetBuilds(store, builds);
  for (const name of names) output.out(`removed ${name}\n`);
  const { removed, busy } = await collectBuilds(store, unused ? undefined : forgotten);
  if (sources) removed.push(...(await collectSources(store)));
  for (const path of removed) output.out(`removed ${path}\n`);
  for (const path of busy) output.err(`kconform: note: ${path} is in use, and stays\n`);
  if ((unused || sources) && removed.length === 0) output.out('nothing is left over\n');
  return 0;
}

/** The table of `kernels list`. */
export function renderKernels(kernels: readonly KernelListing[]): string {
  const rows = kernels.map(({ id, version, locked, newest, fetched, isDefault }) => {
    const notes = [
      ...(isDefault ? ['default'] : []),
      ...(fetched ? ['fetched'] : []),
      ...(locked !== undefined && newest !== undefined && locked !== newest ? [`mirror has ${newest}`] : []),
    ];
    return [id, version ?? '-', locked === undefined ? 'not pinned' : `pinned ${locked}`, notes.join(', ')];
  });
  return table([['kernel', 'version', 'lock file', 'notes'], ...rows]);
}

/** Fetch kernels one after the other: the mirror is what takes the time. */
export async function fetchKernelsCommand(names: string[], output: Output): Promise<number> {
  for (const name of await resolveKernels(names)) {
    const kernel = await fetchKernel(name, { onEvent: teller(output) });
    output.out(`${kernel.id}  ${kernel.version ?? ''}  ${kernel.image ?? 'the running kernel'}\n`);
  }
  return 0;
}

/** Pin what the mirror has now. */
export async function updateKernelsCommand(names: string[], output: Output): Promise<number> {
  const kernels = await resolveKernels(names);
  const series = kernels.flatMap((kernel) => (kernel.kind === 'debian' ? [kernel.series] : []));
  const changes = await updateLock({ series, onEvent: teller(output) });
  for (const { series, from, to } of changes) output.out(`debian:${series}  ${from ?? 'not pinned'} -> ${to}\n`);
  if (changes.length === 0) output.out('the lock file is up to date\n');
  return 0;
}

/** Progress for people, on the error stream: one line for each thing that takes time. */
export function teller({ err }: Output): (event: KernelEvent) => void {
  const told = new Set<string>();
  return (event) => {
    const line = progressLine(event);
    if (line === undefined || told.has(line)) return;
    told.add(line);
    err(`${line}\n`);
  };
}

/** What to say about an event of fetching; undefined for nothing. */
export function progressLine(event: KernelEvent): string | undefined {
  const head = `${event.kernel}: `;
  switch (event.kind) {
    case 'index':
      return `${head}reading the lists of the mirror`;
    case 'wait':
      return `${head}waiting for another run that fetches it`;
    case 'download':
      return `${head}downloading ${event.package} (${Math.ceil(event.total / 1e6)} MB)`;
    case 'note':
      return `${head}${event.text}`;
    case 'extract':
    case 'ready':
      return undefined;
  }
}
