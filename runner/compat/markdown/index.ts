/** All pages of the documentation that a results document gives, by file name. */
import { TOPICS } from '../catalogue.ts';
import type { Compat } from '../schema.ts';
import { abiPage, abiRow } from './abi.ts';
import { fixInWords } from './evidence.ts';
import { provenance } from './provenance.ts';
import { blocks, code, plain, prose, table } from './text.ts';
import { TITLES, topicPage } from './topic.ts';

function errataPage(data: Compat): string {
  const parts = Object.entries(data.errata).map(([number, erratum]) =>
    blocks(
      `## Erratum ${plain(number)}: ${plain(erratum.title)}`,
      `About ABI ${erratum.abi} and later. Fixed in ${erratum.fixed_in.map(plain).join(', ')}.`,
      `Without the fix: ${prose(erratum.without_fix)}`,
      `With it: ${prose(erratum.with_fix)}`,
      `Kernels that report the fix and show it: ${fixInWords(number, 'fixed', data)}.`,
      `Kernels without it: ${fixInWords(number, 'unfixed', data)}.`,
      `**Source:** ${erratum.doc.map((reference) => code(reference)).join('; ')}`,
    ).trimEnd(),
  );
  const known = data.known.map(({ kind, what, kernels, scenarios }) => [
    plain({ vulnerable: 'vulnerability', flawed: 'bug', limited: 'limitation' }[kind]),
    prose(what),
    kernels.map((name) => code(name)).join(', '),
    `${scenarios}`,
  ]);
  return blocks(
    `# ${plain(data.subsystem)}: errata and known bugs`,
    provenance(data),
    `Bit N-1 of ${code('landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_ERRATA)')} says that erratum N is fixed.`,
    ...parts,
    known.length === 0
      ? ''
      : `## What kernels of these runs are known for\n\n${table(['kind', 'what', 'seen on', 'scenarios'], known)}`,
  );
}

function indexPage(data: Compat): string {
  return blocks(
    `# ${plain(data.subsystem)}, as kernels keep it`,
    provenance(data),
    'What is said here is from the kernel’s source; what is called confirmed was seen on a kernel by a scenario, with an arm without the sandbox where something was denied. The same as data for programs: [compat.json](compat.json), with the schema `docs/compat.schema.json`.',
    '## By ABI',
    table(
      ['ABI', 'Linux', 'adds', 'kernels asked', 'status'],
      Object.keys(data.abis).map((abi) => abiRow(abi, data)),
    ),
    '## By topic',
    table(
      ['page', ''],
      [
        ...TOPICS.map((topic) => [`[${TITLES[topic][0]}](${topic}.md)`, prose(TITLES[topic][1])]),
        ['[Errata and known bugs](errata.md)', 'fixes that kernels report, and bugs that they do not'],
      ],
    ),
    '## Kernels',
    Object.keys(data.kernels).length === 0
      ? 'None.'
      : table(
          ['kernel', 'release', 'ABI', 'errata fixed', 'asked on'],
          Object.entries(data.kernels).map(([key, { release, abi, errata, date }]) => [
            code(key),
            plain(release),
            abi === 0 ? 'none' : `${abi}`,
            errata === null ? 'not told' : errata.join(', ') || 'none',
            plain(date),
          ]),
        ),
  );
}

/** Markdown by file name. */
export function markdownPages(data: Compat): Map<string, string> {
  return new Map([
    ['README.md', indexPage(data)],
    ...Object.keys(data.abis).map((abi) => [`abi-${abi}.md`, abiPage(Number(abi), data)] as const),
    ...TOPICS.map((topic) => [`${topic}.md`, topicPage(topic, data)] as const),
    ['errata.md', errataPage(data)],
  ]);
}
