import { expect, test } from 'vitest';
import { UserError } from '../../vm/errors.ts';
import { parseResults, readResults } from './read.ts';
import { sampleResults } from './sample.ts';
import { serialise } from './write.ts';

function complaint(text: string): string {
  try {
    parseResults(text, 'x.json');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'none';
}

const text = serialise(sampleResults());

test('what was written is read', () => {
  expect(parseResults(text, 'x.json')).toEqual(sampleResults());
});

test('fields of a later kconform do no harm', () => {
  expect(complaint(JSON.stringify({ ...sampleResults(), weather: 'fine' }))).toBe('none');
});

test('complaints', () => {
  expect(complaint('<html>')).toBe('x.json is not a results document: it is not JSON');
  expect(complaint('[]')).toBe('x.json is not a results document: it does not say "schema": "kconform-results-1"');
  expect(complaint('null')).toBe('x.json is not a results document: it does not say "schema": "kconform-results-1"');
  expect(complaint(text.replace('results-1', 'results-7'))).toBe(
    'x.json is a kconform-results-7 document, this kconform reads kconform-results-1',
  );
  expect(complaint(text.replace('"reason"', '"raisin"'))).toBe(
    'x.json is not a valid kconform-results-1 document: /verdicts/0 must have required properties reason',
  );
  expect(() => readResults('/nowhere/x.json')).toThrow('no results at /nowhere/x.json');
});

test('a document cut anywhere is never mistaken for a whole one', () => {
  for (let length = 2; length < text.length - 2; length += 97) {
    expect(complaint(text.slice(0, length))).toMatch(/^x\.json is truncated or damaged: /);
  }
});
