/** What the pages of ABIs tell: the catalogue of features with what these results say to it. */
import { loadCatalogue } from '../../../compat/load.ts';
import { type CompatModel, compatModel } from '../../../compat/model.ts';
import type { Table } from './table.ts';
import { shortenedAll } from './texts.ts';

/** `data/abi.js`; undefined when no scenario of the catalogue's suite was asked. */
export async function abiData({ sources, rows }: Table): Promise<CompatModel | undefined> {
  if (!rows.some(({ scenario }) => scenario.id.startsWith('landlock/'))) return undefined;
  const model = compatModel(
    await loadCatalogue(),
    sources.map(({ doc }) => doc),
  );
  return shortenedAll(model);
}
