/** The formats of a report: what each is for, and how it is made. They are imported when they are used, so that --help costs nothing. */
import type { BaselineJudgement } from '../../baseline/baseline.ts';
import type { Results } from '../../results/schema.ts';

/** What a format may want to know besides the document. */
export interface FormatOptions {
  /** Where the results document is, to be told. */
  path?: string | undefined;
  /** The name under which KernelCI knows who submits. */
  origin?: string | undefined;
  /** What the run's baseline says of it. */
  baseline?: BaselineJudgement | undefined;
}

/** A document as text, in pieces: some are too large for one string. */
export type Render = (doc: Results, options: FormatOptions) => Iterable<string>;

/** One format. */
export interface Format {
  name: string;
  /** Of files in it. */
  extension: string;
  /** One line of help. */
  purpose: string;
  /** Added to the end of a file, where others have written: the way in which its reader collects it. */
  appended?: true;
  load(): Promise<Render>;
}

/** All of them, in the order in which help tells them. */
export const FORMATS: readonly Format[] = [
  {
    name: 'matrix',
    extension: 'txt',
    purpose: 'for people: the matrix, failures, what is known',
    load: async () => {
      const { renderReport } = await import('../terminal.ts');
      return (doc, { path }) => [renderReport(doc, { path })];
    },
  },
  {
    name: 'json',
    extension: 'json',
    purpose: 'the results document (docs/results.schema.json)',
    load: async () => {
      const { serialise } = await import('../../results/write.ts');
      return (doc) => [serialise(doc)];
    },
  },
  {
    name: 'junit',
    extension: 'xml',
    purpose: 'JUnit XML, a suite for each kernel: GitLab, Jenkins, others',
    load: async () => (await import('./junit.ts')).renderJunit,
  },
  {
    name: 'ktap',
    extension: 'ktap',
    purpose: "KTAP 1, nested by kernel and spec: the kernel's own tools",
    load: async () => (await import('./ktap.ts')).renderKtap,
  },
  {
    name: 'tap',
    extension: 'tap',
    purpose: 'TAP 14, nested the same way: tools of other projects',
    load: async () => (await import('./tap.ts')).renderTap,
  },
  {
    name: 'github',
    extension: 'txt',
    purpose: 'annotations, for the log of a step of GitHub Actions',
    load: async () => (await import('./github.ts')).renderGithub,
  },
  {
    name: 'github-summary',
    extension: 'md',
    purpose: 'Markdown, added to the file $GITHUB_STEP_SUMMARY',
    appended: true,
    load: async () => (await import('./github-summary.ts')).renderGithubSummary,
  },
  {
    name: 'gitlab',
    extension: 'json',
    purpose: 'code quality of GitLab: findings in merge requests',
    load: async () => (await import('./gitlab.ts')).renderGitlab,
  },
  {
    name: 'sarif',
    extension: 'sarif',
    purpose: 'SARIF 2.1.0, findings only: code scanning',
    load: async () => (await import('./sarif.ts')).renderSarif,
  },
  {
    name: 'kcidb',
    extension: 'json',
    purpose: 'KCIDB 5.3: submissions to KernelCI',
    load: async () => (await import('./kcidb.ts')).renderKcidb,
  },
  {
    name: 'lava',
    extension: 'txt',
    purpose: 'signals of LAVA, for the console of a device under test',
    load: async () => (await import('./lava.ts')).renderLava,
  },
];

/** Their names. */
export const FORMAT_NAMES = FORMATS.map(({ name }) => name);

/** The list that help shows. */
export function formatsInWords(): string {
  const width = Math.max(...FORMAT_NAMES.map(({ length }) => length));
  return FORMATS.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`).join('\n');
}

/** The format of a name that is one of FORMAT_NAMES. */
export function formatOf(name: string): Format {
  return FORMATS.find((format) => format.name === name)!;
}
