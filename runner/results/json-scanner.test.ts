import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, constantFrom, jsonValue, property, tuple } from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { CutOff, JsonScanner } from './json-scanner.ts';

const folder = mkdtempSync(join(tmpdir(), 'kconform-'));
afterAll(() => rmSync(folder, { recursive: true }));

function scanning<T>(content: string | Buffer, most: number, use: (scanner: JsonScanner) => T): T {
  const path = join(folder, 'text');
  writeFileSync(path, content);
  const file = openSync(path, 'r');
  try {
    return use(new JsonScanner(file, most));
  } finally {
    closeSync(file);
  }
}

test('finds the end of any value', () => {
  const blanks = constantFrom('', ' ', '\n\t', '  ');
  assert(
    property(array(tuple(blanks, jsonValue())), (values) => {
      const texts = values.map(([, value]) => JSON.stringify(value));
      const content = texts.map((text, place) => `${values[place]![0]}${text},`).join('');
      scanning(content, 1 << 20, (scanner) => {
        for (const text of texts) {
          expect(scanner.value()).toBe(text);
          scanner.take(',');
        }
        expect(scanner.peek()).toBe(undefined);
      });
    }),
    { numRuns: 200 },
  );
});

test('values that lie across what is read at once, with escapes at every edge', () => {
  for (let pad = (1 << 20) - 12; pad <= (1 << 20) + 2; pad++) {
    const text = JSON.stringify(['x'.repeat(pad - 4), '\\"\\\\"', 'é']);
    scanning(`${text}1 `, 4 << 20, (scanner) => {
      expect(scanner.value() === text).toBe(true);
      expect(scanner.value()).toBe('1');
    });
  }
});

test('a value that is too large is passed, without being held', () => {
  const huge = `["${'\\"'.repeat(5 << 20)}", 1]`;
  scanning(`${huge} "next"`, 1 << 20, (scanner) => {
    expect(scanner.value()).toBe(undefined);
    expect(scanner.position).toBe(huge.length);
    expect(scanner.value()).toBe('"next"');
  });
});

test('the end within a value', () => {
  scanning('{"a": [1, 2', 100, (scanner) => expect(() => scanner.value()).toThrow(CutOff));
  scanning('"a\\', 100, (scanner) => expect(() => scanner.value()).toThrow(CutOff));
  scanning('', 100, (scanner) => expect(() => scanner.value()).toThrow(CutOff));
});
