/** Data of single views, besides what all of them share. */
import { abiData } from './encode/abi.ts';
import type { Table } from './encode/table.ts';

/** Becomes `data/NAME.js`; a view asks for it with `site.load(NAME)`. */
export interface Extra {
  name: string;
  /** What JSON can hold, or a promise of it; undefined for nothing. */
  make(table: Table): unknown;
}

/** All of them. */
export const extras: readonly Extra[] = [{ name: 'abi', make: abiData }];
