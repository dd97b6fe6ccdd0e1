/** The schema of compat data as it is published. */
import { join } from 'node:path';
import { root } from '../../vm/installation.ts';
import { CompatSchema } from './schema.ts';

/** Where it is published. */
export const COMPAT_SCHEMA_FILE = join(root, 'docs/compat.schema.json');

/** JSON Schema, draft 2020-12. */
export function publishedCompatSchema(): string {
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...CompatSchema }, null, 2)}\n`;
}
