/**
 * What the generator writes and the page reads: `data/index.js`, which is loaded at once, and `data/details-N.js`, which are loaded when a view asks for one of
 * their scenarios. Numbers that stand for something are indexes into the list named beside them.
 */
import type { Host, Infrastructure, Kernel, Outcome, Status, Tool } from '../../results/schema.ts';

/** One results document. */
export interface Run {
  /** Name of its file. */
  name: string;
  tool: Tool;
  started: string;
  finished: string;
  status: Status;
  command: string;
  host: Host;
  infrastructure: Infrastructure[];
  /** What of it could not be read, in words. */
  lost: string[];
}

/** One kernel of one run: a column of the matrix. */
export interface Column {
  /** The same for the same columns of the same documents: the kernel's name, with the run's where several runs asked that kernel. */
  key: string;
  /** In `runs`. */
  run: number;
  /** No later run asked the same kernel. */
  newest: boolean;
  kernel: Pick<
    Kernel,
    | 'id'
    | 'release'
    | 'version'
    | 'sha256'
    | 'abi'
    | 'errata'
    | 'landlock'
    | 'lsms'
    | 'contradictions'
    | 'command_line'
    | 'transport'
    | 'boot_ms'
    | 'restore_ms'
  >;
  /** Names of the features that it has, and of those that it was asked for and lacks. */
  features: string[];
  lacks: string[];
  /** Name and value. */
  masks: [string, string][];
  config: [string, string][];
}

/** What a cell of the matrix can hold; `known` is a pass of a kernel that showed what it is known for. */
export type Mark = Outcome | 'known';

/** Marks as letters in `Index.cells`; a dot is a scenario that the kernel was not asked. */
export const MARKS: Record<string, Mark> = {
  p: 'pass',
  k: 'known',
  m: 'mismatch',
  c: 'crash',
  h: 'hang',
  b: 'broken',
  u: 'unsupported',
};

/** `data/index.js`. */
export interface Index {
  runs: Run[];
  columns: Column[];
  /** Specs, in the order of the alphabet, with the number of their first scenario: those of a topic follow each other. */
  topics: { name: string; first: number }[];
  /** Last part of the identity, by scenario. */
  slugs: string[];
  titles: string[];
  /** In `texts`, by scenario: tags, doc, needs, file; tags and needs as words with spaces between. */
  about: [tags: number, doc: number, needs: number, file: number][];
  texts: string[];
  /** Scenarios of suites elsewhere. */
  suites: [scenario: number, suite: string][];
  /** Those that `run` does not ask for, with the arguments of the command that does, as a shell reads them. */
  again: [scenario: number, words: string][];
  /** In `patterns`, by scenario: one letter for each column, see MARKS. */
  cells: number[];
  /** The same: kernels with the same letter (from `0` on) behaved the same, in every step. */
  behaviours: number[];
  patterns: string[];
  /** Cells whose repetitions do not agree; the worst is shown. */
  flips: [scenario: number, column: number][];
  /** How many scenarios share a file of details. */
  chunk: number;
}

/** One step: arm (1: control), id, actor, words, role (1: check), expected, observed, ok (1). */
export type PackedStep = [number, number, number, number, number, number, number, number];

/** One behaviour: the first letter of its mark and what there is to tell. Numbers are in `strings`, or in `lists`; -1 for none. */
export interface PackedVerdict {
  mark: string;
  reason: number;
  steps: number;
  /** How many steps were left out, of a verdict with too many for a page. */
  more?: number;
  known?: [kind: number, what: number][];
  splats?: [kind: number, title: number, text: number][];
  console?: number;
  plan?: number;
}

/** `data/details-N.js`: scenarios N × chunk until (N + 1) × chunk. */
export interface Details {
  strings: string[];
  steps: PackedStep[];
  /** In `steps`; a negative number is so many more that follow the one before. */
  lists: number[][];
  verdicts: PackedVerdict[];
  /** By scenario and column: for each repetition, in `verdicts`, and milliseconds. 0 where the kernel was not asked. */
  cells: (0 | [verdict: number, ms: number, ...number[]])[][];
}
