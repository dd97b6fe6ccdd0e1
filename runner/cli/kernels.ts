/** `kconform kernels list|fetch|update`. */
import {
  fetchKernel,
  type KernelEvent,
  type KernelListing,
  listKernels,
  resolveKernels,
  updateLock,
} from '../../vm/kernels/index.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

/** List the stock kernels that we know of. Needs no network. */
export async function listKernelsCommand({ json }: { json: boolean }, output: Output): Promise<number> {
  const kernels = await listKernels();
  output.out(json ? `${JSON.stringify(kernels, null, 2)}\n` : renderKernels(kernels));
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
