import { expect, test } from 'vitest';
import type { CoveredFile } from './coverage.ts';
import { renderLcov } from './lcov.ts';

/** What geninfo(1) says of the format: the records that each section begins and ends with, and what is counted in between. */
function sections(text: string): Record<string, string[]>[] {
  expect(text.endsWith('end_of_record\n')).toBe(true);
  return text
    .split('end_of_record\n')
    .slice(0, -1)
    .map((section) => {
      const records: Record<string, string[]> = {};
      for (const line of section.trimEnd().split('\n')) {
        const [, kind, value] = /^([A-Z]+):(.*)$/.exec(line)!;
        records[kind!] = [...(records[kind!] ?? []), value!];
      }
      return records;
    });
}

const files: CoveredFile[] = [
  {
    path: 'security/landlock/fs.c',
    functions: [
      { name: 'hook', line: 10, count: 3 },
      { name: 'never', line: 20, count: 0 },
    ],
    lines: [
      { line: 10, function: 'hook', count: 3, branches: [] },
      { line: 11, function: 'hook', count: 3, branches: [3, 0] },
      { line: 21, function: 'never', count: 0, branches: [0, 0] },
    ],
  },
  { path: 'security/landlock/fs.h', functions: [], lines: [{ line: 1, function: undefined, count: 1, branches: [] }] },
];

test('a tracefile has a section for each file, and its sums are those of its records', () => {
  const [first, second, ...others] = sections(renderLcov(files, '/src'));
  expect(others).toEqual([]);
  expect(first).toEqual({
    TN: [''],
    SF: ['/src/security/landlock/fs.c'],
    FN: ['10,hook', '20,never'],
    FNDA: ['3,hook', '0,never'],
    FNF: ['2'],
    FNH: ['1'],
    BRDA: ['11,0,0,3', '11,0,1,0', '21,0,0,-', '21,0,1,-'],
    BRF: ['4'],
    BRH: ['1'],
    DA: ['10,3', '11,3', '21,0'],
    LF: ['3'],
    LH: ['2'],
  });
  expect(second).toMatchObject({ SF: ['/src/security/landlock/fs.h'], FNF: ['0'], DA: ['1,1'], LF: ['1'], LH: ['1'] });
});
