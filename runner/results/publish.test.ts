import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { publishedSchema, SCHEMA_FILE } from './publish.ts';
import { sampleResults } from './sample.ts';

const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(publishedSchema()));

test('the published schema is current (make schema writes it)', () => {
  expect(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'))).toEqual(JSON.parse(publishedSchema()));
});

test('a validator that is not ours accepts a document', () => {
  validate(JSON.parse(JSON.stringify(sampleResults())));
  expect(validate.errors).toBeNull();
});

test('and refuses a verdict that does not exist', () => {
  const doc = sampleResults();
  const verdicts = doc.verdicts.map((verdict) => ({ ...verdict, verdict: 'flaky' }));
  expect(validate({ ...doc, verdicts: verdicts.slice(0, 1) })).toBe(false);
  expect(validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual([
    '/verdicts/0/verdict must be equal to one of the allowed values',
  ]);
});
