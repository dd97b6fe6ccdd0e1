/** The results schema as it is published. */
import { join } from 'node:path';
import { root } from '../../vm/installation.ts';
import { ResultsSchema } from './schema.ts';

/** Where it is published. */
export const SCHEMA_FILE = join(root, 'docs/results.schema.json');

/** JSON Schema, draft 2020-12. */
export function publishedSchema(): string {
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...ResultsSchema }, null, 2)}\n`;
}
