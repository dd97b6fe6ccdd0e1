/** The manual page, made of the same words as the help. */
import { allCommands, type DescribedCommand, type DescribedOption } from './described.ts';

const environment: Record<string, string> = {
  KCONFORM_CACHE:
    'Folder of kernels, snapshots and everything else that is kept between runs; by default kconform in $XDG_CACHE_HOME or ~/.cache.',
  KCONFORM_QEMU: 'Program that runs guests; by default qemu-system-x86_64.',
  KCONFORM_SNAPSHOT_LIMIT:
    'Bytes that snapshots may take together (default: 14 GiB); those used longest ago are removed first.',
  KCONFORM_SHARD: 'For --shard auto, where no engine says which part of the run this is: I/N.',
  CC: 'Compiler of the probe; by default cc.',
  NO_COLOR: 'No colours in reports.',
};

const files: Record<string, string> = {
  'results/latest.json': 'The results of the last run in this directory.',
  'kernels.lock.json':
    'Which exact version of each stock kernel is meant; one in the working directory counts instead of the one that comes with the package.',
  'docs/guides/writing-scenarios.md': 'In the folder of the package: the guide to scenarios.',
};

/**
 * A page for man(1), in the man macros that groff and mandoc both know.
 *
 * @param program as described from the command line
 * @param foot of the page
 */
export function manualPage(program: DescribedCommand, { version, date }: { version: string; date: string }): string {
  const [summary = '', ...rest] = program.description.split('\n');
  const lines = [
    '.\\" Written by tools/package.ts from the command line itself.',
    `.TH KCONFORM 1 ${date} "kconform ${version}" "User Commands"`,
    '.SH NAME',
    `kconform \\- ${roff(summary.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    ...program.commands
      .filter(({ name }) => name !== 'help')
      .flatMap((command) => synopsis(command))
      .slice(0, -1),
    '.SH DESCRIPTION',
    ...description(rest),
    '.SH OPTIONS',
    ...program.options.flatMap(option),
    '.SH COMMANDS',
    ...allCommands(program)
      .filter(({ name }) => name !== 'help')
      .flatMap(section),
    ...afterwards(program.more, '.SH'),
    '.SH ENVIRONMENT',
    ...Object.entries(environment).flatMap(([name, text]) => ['.TP', `.B ${name}`, ...sentences(text)]),
    '.SH FILES',
    ...Object.entries(files).flatMap(([name, text]) => ['.TP', `.I ${roff(name)}`, ...sentences(text)]),
    '.SH SEE ALSO',
    '.BR landlock (7),',
    '.BR qemu-system-x86_64 (1)',
  ];
  return `${lines.join('\n')}\n`;
}

function description(more: readonly string[]): string[] {
  return [
    ...sentences(
      'A scenario states one promise of the kernel. It is executed inside each kernel, in a QEMU guest continued from a snapshot, as a sandboxed program and without the sandbox, and what was observed is judged against what that kernel promised.',
    ),
    ...more.flatMap(sentences),
  ];
}

function synopsis({ path, usage, commands }: DescribedCommand): string[] {
  if (commands.length > 0) return commands.filter(({ name }) => name !== 'help').flatMap((below) => synopsis(below));
  return [`.B kconform ${path}`, roff(usage), '.br'];
}

function section(command: DescribedCommand): string[] {
  const { path, usage, description, arguments: words, options, more } = command;
  return [
    `.SS ${path}`,
    `.B kconform ${path}`,
    roff(usage),
    '.PP',
    ...sentences(`${description[0]?.toUpperCase()}${description.slice(1)}.`),
    ...words
      .filter(({ description }) => description !== '')
      .flatMap(({ text, description }) => ['.TP', `.I ${roff(text)}`, ...sentences(description)]),
    ...options.filter(({ flags }) => !flags.includes('--help')).flatMap(option),
    ...afterwards(more, undefined),
  ];
}

function option({ text, description }: DescribedOption): string[] {
  return ['.TP', `.B ${roff(text)}`, ...sentences(description)];
}

/** Paragraphs, and blocks that the help indents, which are shown as they are; a title is a line of its own that ends in a colon. */
function afterwards(text: string, heading: '.SH' | undefined): string[] {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return blocks.flatMap((block) => {
    const lines = block.split('\n').filter(Boolean);
    const [, title] = /^(\S.*):$/.exec(lines[0] ?? '') ?? [];
    const body = title === undefined ? lines : lines.slice(1);
    const head =
      title === undefined
        ? ['.PP']
        : heading === undefined
          ? ['.PP', `${roff(title)}:`]
          : [`.SH ${roff(title.toUpperCase())}`];
    return body.every((line) => line.startsWith('  '))
      ? [
          ...head,
          ...(head.includes('.PP') && title !== undefined ? ['.PP'] : []),
          '.nf',
          ...body.map((line) => line.slice(2)).map(roff),
          '.fi',
        ]
      : [...head, ...sentences(body.map((line) => line.trim()).join(' '))];
  });
}

/** Each begins a line, as roff wants it, to space their ends; no line is longer than 80 letters. */
function sentences(text: string): string[] {
  return text
    .replace(/(?<=[a-z)][.!?]) (?=[A-Z])/g, '\n')
    .split('\n')
    .flatMap((sentence) => sentence.match(/\S.{0,70}(?=\s|$)|\S+/g) ?? [])
    .map(roff);
}

/** What roff would take for a command, or for a hyphen that may become another character. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replace(/'/g, '\\(aq')
    .replace(/^\./, '\\&.');
}
