import { describe, expect, test } from 'vitest';
import { parsePlan } from '../plan/parse.ts';
import {
  assertionLines,
  figuresOf,
  gapsOf,
  markAssertions,
  mergeFiles,
  nameFunctions,
  withoutAssertions,
} from './coverage.ts';
import { reasonsIn, updateDocument, withoutReason } from './document.ts';
import { addCounters, GcdaError } from './gcda.ts';
import type { GcovFile } from './gcov.ts';
import { filesRead, readPlan } from './read-plan.ts';
import { percent, regionRows, renderFiles, wayRows } from './report.ts';
import { gcda } from './testing/gcda.ts';

describe('counters', () => {
  test('of guests are added, less what their snapshot had', () => {
    const sum = gcda([10n, 0n]);
    addCounters(sum, gcda([12n, 5n]), gcda([10n, 0n]));
    addCounters(sum, gcda([11n, 0n]), gcda([10n, 0n]));
    expect(Buffer.from(sum)).toEqual(gcda([13n, 5n]));
  });

  test('of another build are refused', () => {
    expect(() => addCounters(gcda([1n]), gcda([1n, 2n]))).toThrow(GcdaError);
    expect(() => addCounters(gcda([1n], 0), gcda([1n], 0))).toThrow('not a gcda file');
  });
});

test('a plan reads each file as often as it has parts', () => {
  const files = [{ path: 'security/landlock/fs.gcda', reads: [4096, 100] }];
  const text = readPlan('/objects', files);
  expect(text).toContain(Buffer.from('kconform-gcov/gcov/objects/security/landlock/fs.gcda').toString('hex'));
  expect(parsePlan(text).steps).toHaveLength(6);
  const ret = (id: number, value: bigint, bytes?: Uint8Array) => ({
    id,
    result: { kind: 'ret' as const, value },
    outputs: bytes ? [{ buffer: 'data', offset: 0, bytes }] : [],
  });
  const steps = [
    ret(0, 0n),
    ret(1, 0n),
    ret(2, 3n),
    ret(3, 2n, Buffer.from('ab')),
    ret(4, 1n, Buffer.from('c-')),
    ret(5, 0n),
  ];
  expect(filesRead(files, { steps, end: { kind: 'ok' } })).toEqual([
    { path: 'security/landlock/fs.gcda', reads: [2, 1], bytes: Buffer.from('abc') },
  ]);
  expect(filesRead(files, { steps, end: { kind: 'deadline' } })).toBeUndefined();
});

const line = (line_number: number, function_name: string, count: number, ...branches: number[]) => ({
  line_number,
  function_name,
  count,
  branches: branches.map((count) => ({ count, throw: false })),
});
const h = (execution_count: number) => ({ name: 'h', start_line: 2, end_line: 4, execution_count });
const gcov: GcovFile[] = [
  {
    file: '/w/source/security/landlock/fs.c',
    functions: [],
    lines: [line(1, 'a', 1, 1, 0), line(2, 'a', 0), line(5, 'a', 0), line(6, 'a', 3), line(8, 'b', 0, 0, 0)],
  },
  { file: '/w/source/security/landlock/cred.h', functions: [h(0)], lines: [line(3, 'h', 0, 0, 0)] },
  { file: '/w/source/security/landlock/cred.h', functions: [h(2)], lines: [line(3, 'h', 2, 2, 0)] },
  { file: '/w/source/include/linux/cred.h', functions: [], lines: [line(3, 'other', 2)] },
];

describe('the report', () => {
  const files = mergeFiles(gcov, ['security/landlock']);

  test('merges what a header has in several objects, and leaves out other directories', () => {
    expect(files.map(({ path }) => path)).toEqual(['security/landlock/cred.h', 'security/landlock/fs.c']);
    expect(figuresOf(files)).toEqual({ lines: 6, linesRun: 3, branches: 6, branchesTaken: 2 });
    expect(files[0]!.functions).toEqual([{ name: 'h', line: 2, count: 2 }]);
  });

  test('are told of functions that gcov does not name', async () => {
    const text = [
      '#define one(x) two(x)',
      'static inline struct file *',
      'inlined(const struct inode *const inode,',
      '        int more)',
      '{',
      '\treturn called(inode);',
      '}',
      'static bool next(void)',
      '{',
      '\treturn true;',
    ].join('\n');
    const line = (line: number, name?: string) => ({ line, function: name, count: 0, branches: [] });
    const [named] = await nameFunctions(
      [{ path: 'a.h', lines: [line(1), line(6), line(10), line(10, 'known')], functions: [] }],
      async () => text,
    );
    expect(named!.lines.map((line) => line.function)).toEqual([undefined, 'inlined', 'next', 'known']);
  });

  test('can leave out the branches of assertions', async () => {
    expect([...assertionLines('a\nif (WARN_ON_ONCE(b(\n c)))\n return;\nWARN_ON(x);')]).toEqual([2, 3, 5]);
    const marked = await markAssertions(files, async () => 'WARN_ON(x);\n\n');
    expect(figuresOf(withoutAssertions(marked))).toMatchObject({ lines: 6, branches: 4, branchesTaken: 1 });
    expect(renderFiles(marked).at(-1)).toEqual([
      'all, without the branches of WARN_ON()',
      '3/6',
      '50.0 %',
      '1/4',
      '25.0 %',
    ]);
  });

  test('tells gaps by function', () => {
    expect(gapsOf(files)).toEqual([
      { path: 'security/landlock/cred.h', function: 'h', lines: [], branches: [{ line: 3, missing: 1, of: 2 }] },
      { path: 'security/landlock/fs.c', function: 'a', lines: [[2, 5]], branches: [{ line: 1, missing: 1, of: 2 }] },
      { path: 'security/landlock/fs.c', function: 'b', lines: [[8, 8]], branches: [] },
    ]);
    expect(regionRows(files)).toEqual([
      ['security/landlock/fs.c:2-5', 'a'],
      ['security/landlock/fs.c:8', 'b'],
    ]);
    expect(wayRows(files)).toEqual([
      ['security/landlock/cred.h:3', 'h', '3'],
      ['security/landlock/fs.c:1', 'a', '1'],
    ]);
    expect(renderFiles(files).at(-2)).toEqual(['all', '3/6', '50.0 %', '2/6', '33.3 %']);
    expect(percent(9999, 10000)).toBe('99.9 %');
  });

  test('is written into a document, and the reasons that people wrote stay', () => {
    const text = updateDocument('# Coverage\n', 'Linux 7.3.4', files);
    expect(withoutReason(text)).toHaveLength(3);
    const explained = text.replace(/(`b` .*)\| {2}\|$/m, '$1| needs hardware |');
    const again = updateDocument(explained, 'Linux 7.3.5', files);
    expect(reasonsIn(again).get('security/landlock/fs.c b')).toBe('needs hardware');
    expect(withoutReason(again)).toHaveLength(2);
    expect(again).toContain('# Coverage\n');
    expect(again).toContain('7.3.5');
    expect(again).not.toContain('7.3.4');
  });
});
