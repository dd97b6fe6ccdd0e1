/** What the commands are told, after the command line was read. */
import type { FormatName } from '../jobs/formats.ts';
import type { Target } from '../report/formats/write.ts';

/** Options of `run`. */
export interface RunOptions {
  /** Names, globs, `all` or `default`; never empty. */
  kernels: string[];
  /** Patterns of --scenario and positional ones; none means all. A scenario runs when it matches any. */
  scenarios: string[];
  /** Every tag must be there, every `!tag` must not. */
  tags: string[];
  /** Folder with specs instead of those that come with kconform. */
  suite?: string | undefined;
  repeat: number;
  /** `I/N` or `auto`; undefined runs everything. */
  shard?: string | undefined;
  /** Document or file that tells how long scenarios take, to divide a run by. */
  durations?: string | undefined;
  /** End the run when this many scenarios are not as expected; undefined runs them all. */
  bail: number | undefined;
  /** Workers; undefined lets the runner choose. */
  jobs: number | undefined;
  /** Factor for all deadlines; undefined lets the runner choose by accelerator. */
  timeoutScale: number | undefined;
  accel: 'kvm' | 'tcg' | 'auto';
  /** Files to write besides, or instead of, the usual ones. */
  results: string | undefined;
  /** Known failures and results of earlier runs: only what none of them knows makes the run fail. */
  baseline: string[];
  reports: Target[];
  /** Who submits, for KernelCI. */
  origin: string | undefined;
  verbose: boolean;
  /** The command line, for the results document. */
  command: string;
}

/** Options that select scenarios. */
export type Selection = Pick<RunOptions, 'scenarios' | 'tags' | 'suite'>;

/** Options of `list`. */
export type ListOptions = Selection & { json: boolean };

/** Options of `show`. */
export interface ShowOptions {
  scenario: string;
  suite?: string | undefined;
  /** ABI of the hypothetical kernel to compile for; undefined is the newest that kconform knows. */
  abi: number | undefined;
  /** Print nothing but the plan, or nothing but the plan of the control arm. */
  plan: boolean;
  control: boolean;
}

/** Options of `shell`. */
export interface ShellOptions {
  kernel: string;
  /** Name of a root with real programs; undefined is busybox alone. */
  rootfs?: string | undefined;
  accel: RunOptions['accel'];
}

/** Options of `report`. */
export interface ReportOptions {
  /** None means the latest. */
  files: string[];
  /** Name of a format. */
  format: string;
  /** Who submits, for KernelCI. */
  origin: string | undefined;
  /** Known failures and results of earlier runs, as for `run`. */
  baseline: string[];
  /** Folder for a site, instead of printing anything else. */
  html?: string | undefined;
  verbose: boolean;
}

/** Options of `diff`. */
export interface DiffOptions {
  /** Kernels, results documents, or FILE:KERNEL. */
  before: string;
  after: string;
  scenarios: string[];
  format: 'text' | 'markdown' | 'json';
  /** Document to look kernels up in. */
  results?: string | undefined;
  /** Run kernels that have no results. */
  run: boolean;
  verbose: boolean;
}

/** Options of `coverage`. */
export type CoverageOptions = Selection &
  Pick<RunOptions, 'jobs' | 'timeoutScale' | 'accel' | 'results' | 'command'> & {
    /** A kernel that was built to count. */
    kernel: string;
    /** Patches that it was built with. */
    series: string[];
    /** Files to write. */
    lcov?: string | undefined;
    json?: string | undefined;
    document?: string | undefined;
    /** Percent that must be reached. */
    lines: number;
    branches: number;
  };

/** Options of `merge`. */
export interface MergeOptions {
  /** Documents, journals, and folders with some. */
  paths: string[];
  out: string;
  verbose: boolean;
}

/** Options of `plan`. */
export interface PlanOptions extends Selection {
  kernels: string[];
  repeat: number;
  durations: string | undefined;
  shards: number;
  format: FormatName;
  /** File to write; undefined prints. */
  out: string | undefined;
  /** Workers of each job; undefined takes what is usual with the engine. */
  jobs: number | undefined;
  /** What jobs do, where it is not what is usual with the engine. */
  command: string | undefined;
  setup: string | undefined;
  image: string | undefined;
  /** The command line, to be named in what is written. */
  written: string;
}

/** Options of `build`. Either tree or source is given. */
export interface BuildOptions {
  tree?: string | undefined;
  source?: string | undefined;
  series: string[];
  config: string[];
  /** Directories that count what is executed. */
  coverageDirectory: string[];
  name?: string | undefined;
  jobs?: number | undefined;
}

/** Options of `docs`. */
export interface DocsOptions {
  /** Results documents; none means that of the last run. */
  files: string[];
  /** Folder to write to; undefined writes nothing. */
  out?: string | undefined;
  /** Check documentation references. */
  check: boolean;
  /** Series whose source is checked against … */
  source: string;
  /** … or a tree. */
  tree?: string | undefined;
  suite?: string | undefined;
}

/** Options of `bisect`. */
export interface BisectOptions {
  scenario: string;
  good: string;
  bad: string;
  tree: string;
  suite?: string | undefined;
  config: string[];
  repeat: number;
  jobs?: number | undefined;
}

/** Options of `review`. */
export interface ReviewOptions extends Selection {
  /** Series that Debian packages, directories, and commits of `tree`; none means where a range starts. */
  bases: string[];
  /** Mailboxes and directories of patches, or one range of commits. */
  series: string[];
  each: boolean;
  tree: string;
  config: string[];
  coverage: boolean;
  repeat: number;
  jobs?: number | undefined;
  accel: RunOptions['accel'];
  /** Ask kernels again of which there are results. */
  fresh: boolean;
  /** Files to write besides. */
  html?: string | undefined;
  json?: string | undefined;
  /** The command line, for the results documents. */
  command: string;
}

/** Options of `selftests`. At most one of tree and source is given. */
export type SelftestsOptions = Pick<
  RunOptions,
  'kernels' | 'jobs' | 'timeoutScale' | 'accel' | 'results' | 'baseline' | 'reports' | 'origin' | 'verbose' | 'command'
> & {
  /** `landlock`, `landlock/fs_test`, `landlock/fs_test/layout1.inval`; for LTP, `landlock*` and the like. */
  targets: string[];
  /** Directory with the Linux Test Project, whose tests run instead. */
  ltp?: string | undefined;
  tree?: string | undefined;
  source?: string | undefined;
  /** Patches on top of it. */
  series: string[];
};
