import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { root } from '../../vm/installation.ts';

/** What is wrong with a value, by a schema below fixtures/schemas; empty when nothing is. */
export function complaints(schema: string, value: unknown): string[] {
  const { $schema, id, ...rest } = JSON.parse(readFileSync(join(root, 'fixtures/schemas', schema), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, strict: false, unicodeRegExp: false });
  formats.default(ajv);
  const validate = ajv.compile(rest);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
