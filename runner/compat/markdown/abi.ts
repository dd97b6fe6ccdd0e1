/** A page about one ABI: what it adds, what still escapes, the errata that matter, and who confirmed it. */
import type { Compat, CompatFeature } from '../schema.ts';
import { fixInWords, kernelsInWords, statusInWords } from './evidence.ts';
import { abis, deniedInWords, HEAD, link, row, unseenInWords } from './feature.ts';
import { provenance } from './provenance.ts';
import { blocks, code, list, plain, prose, table } from './text.ts';
import { gapTable } from './topic.ts';

type Named = readonly [id: string, feature: CompatFeature];

/** Only what denies something can be missed. */
const controls = ([, { operations }]: Named) => operations.length > 0;

function askedHere(abi: number, data: Compat): string {
  const kernels = data.abis[abi]!.kernels;
  if (kernels.length > 0) return `Asked of ${kernelsInWords(kernels, data)}.`;
  return `**Not confirmed for this ABI:** no kernel with exactly ABI ${abi} was asked. What kernels of other ABIs confirm is said with each feature; what this one answers is the catalogue's word alone.`;
}

/** What a kernel of this ABI answers whoever asks for a feature of a later one. */
function refusal({ errno_unsupported }: CompatFeature, abi: number): string {
  const found = errno_unsupported.find(({ abi_first, abi_last }) => abi_first <= abi && abi <= abi_last);
  return found === undefined ? '–' : code(found.errno);
}

/** Whether kernels with exactly this ABI showed a claim. */
function seenHere({ evidence }: CompatFeature, claim: 'open' | 'refused', abi: number, data: Compat): string {
  const names = data.abis[abi]!.kernels.filter((name) => evidence[claim]?.kernels[name] !== undefined);
  return names.length === 0 ? '**not confirmed**' : names.map((name) => code(name)).join(', ');
}

/** The kernels that denied what a feature controls, and which calls of an operation none of them was seen to deny. */
function confirmedOn(
  { evidence }: CompatFeature,
  operation: CompatFeature['operations'][number],
  data: Compat,
): string {
  const { denied } = evidence;
  if (operation.errno === null) return 'see there';
  if (denied === undefined || denied.status !== 'confirmed') return statusInWords(denied?.status ?? 'not confirmed');
  const unseen = unseenInWords(operation);
  return `${kernelsInWords(Object.keys(denied.kernels), data)}${unseen === '' ? '' : `; ${unseen}`}`;
}

function operationRows(added: readonly Named[], data: Compat): string[][] {
  return added.flatMap(([id, feature]) =>
    feature.operations.map((operation) => [
      prose(operation.operation),
      operation.errno === null ? 'silently' : code(operation.errno),
      link(id, feature),
      confirmedOn(feature, operation, data),
    ]),
  );
}

function errataTable(abi: number, data: Compat): string {
  const rows = data.abis[abi]!.errata.map((number) => {
    const { title, without_fix, fixed_in } = data.errata[number]!;
    return [
      `${number}`,
      plain(title),
      prose(without_fix),
      fixed_in.map(plain).join(', '),
      fixInWords(`${number}`, 'fixed', data),
      fixInWords(`${number}`, 'unfixed', data),
    ];
  });
  if (rows.length === 0) return '';
  return `## Errata that matter\n\n${table(['erratum', '', 'without the fix', 'fixed in', 'fixed, as seen on', 'not fixed, as seen on'], rows)}`;
}

/** The page. */
export function abiPage(abi: number, data: Compat): string {
  const { kernel, adds, notes } = data.abis[abi]!;
  const all = Object.entries(data.features);
  const added = all.filter(([id]) => adds.includes(id));
  const earlier = all.filter(([, feature]) => feature.abi_added < abi).filter(controls);
  const later = all.filter(([, feature]) => feature.abi_added > abi);
  const operations = operationRows(added, data);
  const gaps = gapTable(data);
  return blocks(
    `# ${plain(data.subsystem)} ABI ${abi} (Linux ${plain(kernel)})`,
    provenance(data),
    askedHere(abi, data),
    '## What it adds',
    added.length === 0
      ? 'Nothing that has a name.'
      : table(
          HEAD,
          added.map(([id, feature]) => row(id, feature)),
        ),
    notes.length === 0 ? '' : `Besides:\n\n${list(notes.map(prose))}`,
    operations.length === 0
      ? ''
      : `## What became controllable\n\n${table(['operation', 'denied with', 'by', 'confirmed on'], operations)}`,
    earlier.length === 0
      ? ''
      : `## What was controllable before\n\n${table(
          ['feature', 'since', 'denied with'],
          earlier.map(([id, feature]) => [
            link(id, feature),
            abis(feature.abi_added, feature.abi_added),
            deniedInWords(feature),
          ]),
        )}`,
    later.length === 0
      ? ''
      : `## What this ABI does not have\n\n${table(
          ['feature', 'comes with', 'refused with', 'refused on', 'a best-effort sandbox leaves open', 'open on'],
          later.map(([id, feature]) => [
            link(id, feature),
            abis(feature.abi_added, feature.abi_added),
            refusal(feature, abi),
            refusal(feature, abi) === '–' ? '–' : seenHere(feature, 'refused', abi, data),
            prose(feature.best_effort),
            controls([id, feature]) ? seenHere(feature, 'open', abi, data) : '–',
          ]),
        )}`,
    errataTable(abi, data),
    gaps === '' ? '' : `## What no ABI restricts\n\n${gaps}`,
  );
}

/** A row of the overview of ABIs. */
export function abiRow(abi: string, data: Compat): string[] {
  const { kernel, adds, kernels } = data.abis[abi]!;
  const added = adds.map((id) => [id, data.features[id]!] as const);
  const unconfirmed = added.filter(([, { status }]) => status !== 'confirmed');
  return [
    `[${plain(abi)}](abi-${plain(abi)}.md)`,
    plain(kernel),
    added.map(([id, feature]) => link(id, feature)).join(', '),
    kernels.length === 0 ? '**none**' : kernelsInWords(kernels, data),
    unconfirmed.length === 0
      ? 'confirmed'
      : unconfirmed.map(([id, { status }]) => `${plain(id)}: ${statusInWords(status)}`).join(', '),
  ];
}
