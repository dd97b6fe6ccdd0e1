import { expect, test } from 'vitest';
import { sampleResults } from '../../../results/sample.ts';
import type { Verdict } from '../../../results/schema.ts';
import { unpackCell } from '../client/unpack.ts';
import { laterResults, sampleIndex, source } from '../testing/sample.ts';
import { Behaviours } from './behaviour.ts';
import { packDetails } from './details.ts';
import { tableOf } from './table.ts';
import { LONGEST_TEXT } from './texts.ts';

test('the index of two kernels', () => {
  const { columns, runs, ...index } = sampleIndex();
  expect(columns.map(({ key, newest, features }) => [key, newest, features])).toEqual([
    ['debian:5.10', true, []],
    ['debian:7.3', true, ['errata-query', 'fastopen-checked']],
  ]);
  expect(runs.map(({ name, status }) => [name, status])).toEqual([['run', 'complete']]);
  expect(index).toMatchInlineSnapshot(`
    {
      "about": [
        [
          0,
          1,
          2,
          3,
        ],
        [
          0,
          1,
          4,
          5,
        ],
        [
          0,
          1,
          2,
          6,
        ],
        [
          0,
          1,
          2,
          7,
        ],
        [
          0,
          1,
          2,
          8,
        ],
      ],
      "again": [],
      "behaviours": [
        5,
        6,
        6,
        6,
        6,
      ],
      "cells": [
        0,
        1,
        2,
        3,
        4,
      ],
      "chunk": 64,
      "flips": [],
      "patterns": [
        "pp",
        "ub",
        "pm",
        "pc",
        "hk",
        "00",
        "01",
      ],
      "slugs": [
        "version-is-answered",
        "bind-a-port",
        "connect-to-a-sibling",
        "kill-the-parent",
        "all-threads-are-restricted",
      ],
      "suites": [],
      "texts": [
        "landlock",
        "Documentation/userspace-api/landlock.rst: IPC scoping",
        "",
        "suites/landlock/abi.spec.ts",
        "net",
        "suites/landlock/net/tcp.spec.ts",
        "suites/landlock/scope/abstract.spec.ts",
        "suites/landlock/scope/signal.spec.ts",
        "suites/landlock/threads.spec.ts",
      ],
      "titles": [
        "version is answered",
        "bind a port",
        "connect to a sibling",
        "kill the parent",
        "all threads are restricted",
      ],
      "topics": [
        {
          "first": 0,
          "name": "landlock/abi",
        },
        {
          "first": 1,
          "name": "landlock/net/tcp",
        },
        {
          "first": 2,
          "name": "landlock/scope/abstract",
        },
        {
          "first": 3,
          "name": "landlock/scope/signal",
        },
        {
          "first": 4,
          "name": "landlock/threads",
        },
      ],
    }
  `);
});

test('several runs of one kernel are columns of their own, oldest first', () => {
  const { columns } = sampleIndex([source(laterResults(), 'later'), source(sampleResults(), 'earlier')]);
  expect(columns.map(({ key, run, newest }) => [key, run, newest])).toEqual([
    ['debian:5.10', 0, true],
    ['debian:7.3 earlier', 0, false],
    ['debian:7.3 later', 1, true],
  ]);
});

test('a verdict whose kernel or scenario was lost is kept', () => {
  const { columns, slugs, titles } = sampleIndex([source({ ...sampleResults(), kernels: [], scenarios: [] })]);
  expect(columns.map(({ key, kernel }) => [key, kernel.release])).toEqual([
    ['debian:5.10', 'unknown'],
    ['debian:7.3', 'unknown'],
  ]);
  expect(slugs).toEqual(sampleIndex().slugs);
  expect(titles[0]).toBe('version is answered');
});

/** Details of one scenario on one kernel, with these verdicts. */
function details(...verdicts: Partial<Verdict>[]) {
  const doc = sampleResults();
  const [first] = doc.verdicts;
  const all = verdicts.map((rest) => ({ ...first!, ...rest }));
  const table = tableOf([source({ ...doc, kernels: doc.kernels.slice(0, 1), scenarios: [], verdicts: all })]);
  return packDetails(table.rows, new Behaviours());
}

test('what is packed is unpacked again', () => {
  const doc = sampleResults();
  const [step] = doc.verdicts[0]!.steps;
  // Steps that were there before, in a row and not, and new ones.
  const steps = [5, 6, 7, 1, 1, 8, 2, 3, 4].map((id) => ({ ...step!, id, arm: 'control' as const, ok: id !== 3 }));
  doc.verdicts[1]!.steps = steps.slice(2);
  doc.verdicts[6]!.steps = steps;
  const { rows } = tableOf([source(doc)]);
  const packed = packDetails(rows, new Behaviours());
  for (const [row, { cells }] of rows.entries()) {
    for (const [column, verdicts] of cells.entries()) {
      const [full] = unpackCell(packed, packed.cells[row]![column] as number[]);
      const { mark, more, ...rest } = full!;
      const { kernel: _, scenario: __, ...verdict } = verdicts![0]!;
      expect(rest).toEqual({ known: [], splats: [], console: undefined, plan: undefined, ...verdict });
      expect([mark, more]).toEqual([verdict.known ? 'known' : verdict.verdict, 0]);
    }
  }
});

test('what stands twice is held once', () => {
  const { strings, steps, lists, verdicts, cells } = details({ repeat: 0 }, { repeat: 1, ms: 17.4 });
  expect({ strings, steps, lists, verdicts, cells }).toEqual({
    strings: ['client', 'socket()', 'OK'],
    steps: [[0, 1, 0, 1, 0, 2, 2, 1]],
    lists: [[0]],
    verdicts: [{ mark: 'p', reason: -1, steps: 0 }],
    cells: [[[0, 12, 0, 17]]],
  });
});

test('the same steps with another reason, or another console, are another verdict', () => {
  const { verdicts, lists } = details({ reason: 'a' }, { reason: 'b' }, { reason: 'b', console: 'c' }, { reason: 'b' });
  expect([verdicts.length, lists.length]).toEqual([3, 1]);
});

test('repetitions that disagree show the worst, and that they do', () => {
  const doc = sampleResults();
  doc.verdicts.push({ ...doc.verdicts[5]!, verdict: 'hang', reason: 'deadline', repeat: 1 });
  const { cells, flips, patterns } = sampleIndex([source(doc)]);
  expect(patterns[cells[0]!]).toBe('ph');
  expect(flips).toEqual([[0, 1]]);
});

test('half a surrogate pair, which no address can hold, is replaced in an identity too', () => {
  const doc = sampleResults();
  doc.verdicts.push({ ...doc.verdicts[0]!, scenario: 'a\ud800/b\ud800' });
  const { topics, slugs } = sampleIndex([source(doc)]);
  expect([topics[0]!.name, slugs[0]]).toEqual(['a\ufffd', 'b\ufffd']);
});

test('what nobody can read is cut, and said to be', () => {
  const step = { ...sampleResults().verdicts[0]!.steps[0]!, words: 'x'.repeat(LONGEST_TEXT + 7) };
  const many = Array.from({ length: 100_000 }, (_, id) => ({ ...step, id, words: `${id}`, ok: id !== 99_999 }));
  const { strings, lists, verdicts, steps } = details({ reason: 'y'.repeat(LONGEST_TEXT + 1), steps: [step, ...many] });
  expect(strings[0]).toBe(`${'y'.repeat(LONGEST_TEXT)}… (1 characters more)`);
  expect(strings[2]).toBe(`${'x'.repeat(LONGEST_TEXT)}… (7 characters more)`);
  // The first half, and the one that is not as expected.
  expect([lists[0], verdicts[0]!.more, steps.at(-1)![1]]).toEqual([[0, -500], 99_500, 99_999]);
});
