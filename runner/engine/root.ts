import { join } from 'node:path';

/** The checkout, or the installed package. */
export const root = join(import.meta.dirname, '../..');
