/** A page about one topic: its features, what nothing restricts, and for system calls their errors. */
import type { Topic } from '../catalogue.ts';
import type { Compat } from '../schema.ts';
import { shownInWords } from './evidence.ts';
import { featureSection, HEAD, row } from './feature.ts';
import { provenance } from './provenance.ts';
import { blocks, code, plain, prose, table } from './text.ts';

/** Titles and a line on what is in each. */
export const TITLES: Record<Topic, readonly [title: string, about: string]> = {
  rights: ['Rights on files', 'rights of handled_access_fs, and how rules count for paths'],
  sockets: ['Sockets', 'TCP and UDP ports, and UNIX sockets at paths'],
  scopes: ['Scopes', 'abstract UNIX sockets and signals'],
  descriptors: ['Descriptors', 'rights that an open file keeps, and what they leave alone'],
  domains: ['Domains', 'layers, inheritance, enforcement, ptrace and mounts'],
  syscalls: ['System calls', 'flags, fields and errors of the three calls, and what is logged'],
};

/** What no ABI restricts, of one topic or of all. */
export function gapTable(data: Compat, topic?: Topic): string {
  const gaps = Object.entries(data.gaps).filter(([, gap]) => topic === undefined || gap.topic === topic);
  if (gaps.length === 0) return '';
  return table(
    ['what', '', 'seen on'],
    gaps.map(([id, { description, shown }]) => [prose(id), prose(description), shownInWords(shown, data)]),
  );
}

function errorTables(data: Compat): string {
  const parts = Object.entries(data.errors).map(([call, errors]) =>
    blocks(
      `### Errors of ${code(`${call}()`)}`,
      table(
        ['error', 'when', 'seen on'],
        Object.entries(errors).map(([errno, { when, unreachable, shown }]) => [
          code(errno),
          prose(when),
          unreachable === undefined ? shownInWords(shown, data) : `**not confirmed**: ${prose(unreachable)}`,
        ]),
      ),
    ).trimEnd(),
  );
  return ['## Errors', ...parts].join('\n\n');
}

/** The page. */
export function topicPage(topic: Topic, data: Compat): string {
  const [title, about] = TITLES[topic];
  const features = Object.entries(data.features).filter(([, feature]) => feature.topic === topic);
  const gaps = gapTable(data, topic);
  return blocks(
    `# ${plain(data.subsystem)}: ${title}`,
    provenance(data),
    `This page: ${prose(about)}.`,
    table(
      HEAD,
      features.map(([id, feature]) => row(id, feature)),
    ),
    ...features.map(([id, feature]) => featureSection(id, feature, data)),
    topic === 'syscalls' ? errorTables(data) : '',
    gaps === '' ? '' : `## What no ABI restricts\n\n${gaps}`,
  );
}
