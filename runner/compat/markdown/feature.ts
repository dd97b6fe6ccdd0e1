/** The section about one feature. */
import type { Compat, CompatFeature } from '../schema.ts';
import { evidenceLines, statusInWords } from './evidence.ts';
import { anchor, blocks, code, list, plain, prose, table } from './text.ts';

/** Name of a feature, as a heading has it. */
export function heading(id: string): string {
  return /^[A-Za-z_0-9()-]+$/.test(id) && /[A-Z_]/.test(id)
    ? code(id)
    : plain(id.charAt(0).toUpperCase() + id.slice(1));
}

/** Where a feature is described, from any page. */
export function link(id: string, { topic }: CompatFeature): string {
  return `[${heading(id)}](${topic}.md#${anchor(id)})`;
}

/** ABIs from to, in words. */
export function abis(first: number, last: number): string {
  return first === last ? `ABI ${first}` : `ABI ${first} to ${last}`;
}

/** Errors where the feature is unknown, in one cell. */
export function unsupportedInWords({ errno_unsupported: all }: CompatFeature): string {
  if (all.length === 0) return '–';
  return all.map(({ abi_first, abi_last, errno }) => `${code(errno)} (${abis(abi_first, abi_last)})`).join(', ');
}

/** Errors of a denial, in one cell. */
export function deniedInWords({ errno_denied, operations }: CompatFeature): string {
  const silent = operations.some(({ errno }) => errno === null) ? ['silently'] : [];
  const all = [...errno_denied.map((errno) => code(errno)), ...silent];
  return all.length === 0 ? '–' : all.join(', ');
}

/** A row of the tables that give an overview. */
export function row(id: string, feature: CompatFeature): string[] {
  return [
    link(id, feature),
    `${feature.abi_added} (${plain(feature.kernel_added)})`,
    deniedInWords(feature),
    unsupportedInWords(feature),
    statusInWords(feature.status),
  ];
}

export const HEAD = ['feature', 'ABI (Linux)', 'denied with', 'unknown: refused with', 'status'];

function identity({ value, field, abi_added, kernel_added }: CompatFeature): string {
  const where = field === undefined ? '' : ` in ${code(field)}`;
  const what =
    value === undefined ? (field === undefined ? '' : `Part of ${code(field)}. `) : `${code(value)}${where}. `;
  return `${what}Since ABI ${abi_added} (Linux ${plain(kernel_added)}).`;
}

/** Which of the system calls of an operation nobody saw denied. */
export function unseenInWords({ unseen }: CompatFeature['operations'][number]): string {
  return unseen.length === 0 ? '' : `**not confirmed:** ${unseen.map((call) => code(`${call}(2)`)).join(', ')}`;
}

/** The whole section, with its heading. */
export function featureSection(id: string, feature: CompatFeature, data: Compat): string {
  const { operations, notes, errata, known, doc, best_effort } = feature;
  const concerns = [
    ...errata.map((number) => `erratum ${number} (${prose(data.errata[number]?.title ?? '')})`),
    ...known.map(prose),
  ];
  return blocks(
    `## ${heading(id)}`,
    `${prose(feature.description)} ${identity(feature)}`,
    operations.length === 0
      ? ''
      : table(
          ['denies', 'with', ''],
          operations.map((operation) => [
            prose(operation.operation),
            operation.errno === null ? 'no error: nothing happens' : code(operation.errno),
            unseenInWords(operation),
          ]),
        ),
    feature.errno_unsupported.length === 0 ? '' : `**Asked for where it is unknown:** ${unsupportedInWords(feature)}.`,
    `**Best effort:** ${prose(best_effort)}`,
    list(notes.map(prose)),
    concerns.length === 0 ? '' : `**Bugs and gaps:** ${concerns.join('; ')}.`,
    `**Evidence** (${statusInWords(feature.status)})`,
    list(evidenceLines(feature, data)),
    `**Source:** ${doc.map((reference) => code(reference)).join('; ')}`,
  ).trimEnd();
}
