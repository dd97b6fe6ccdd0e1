/** Writing documentation and compat data. */
import { join } from 'node:path';
import { cannotWrite, writeAtomically } from '../results/write.ts';
import { markdownPages } from './markdown/index.ts';
import type { Compat } from './schema.ts';

/** Compat data as text. */
export function compatText(data: Compat): string {
  return `${JSON.stringify(data, null, 1)}\n`;
}

/**
 * Writes compat.json and the pages.
 *
 * @returns number of pages
 */
export function writeDocumentation(folder: string, data: Compat): number {
  const pages = markdownPages(data);
  for (const [name, text] of [...pages, ['compat.json', compatText(data)] as const]) {
    const path = join(folder, name);
    try {
      writeAtomically(path, text);
    } catch (error) {
      throw cannotWrite(path, error);
    }
  }
  return pages.size;
}
