import { expect, it } from 'vitest';
import { dataInWords, observedDataInWords } from './data.ts';
import { matching } from './template.ts';

it.each([
  ['text', '"text"'],
  [Uint8Array.from([0x61, 0x62, 0, 0]), '"ab"'],
  [Uint8Array.from([0, 0, 0, 0]), '0x00000000'],
  [Uint8Array.from([0x61, 0xff]), '0x61ff'],
])('%j is told as %s', (data, words) => {
  expect(dataInWords(data)).toBe(words);
});

it('tells what was observed in the form of what was expected', () => {
  const killed = Uint8Array.from([9, 0, 0, 0]);
  expect(observedDataInWords(killed, new Uint8Array(4))).toBe('0x09000000');
  expect(observedDataInWords(Buffer.from('next'), 'text')).toBe('"next"');
  expect(observedDataInWords(Buffer.from('next'), matching`text`)).toBe('"next"');
  expect(observedDataInWords(killed, 'text')).toBe('"\\t"');
});
