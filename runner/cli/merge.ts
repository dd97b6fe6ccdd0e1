/** `kconform merge`. */
import { resolve } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { documentBytes, Lines, readDocument } from '../merge/bytes.ts';
import { findDocuments } from '../merge/find.ts';
import { merge } from '../merge/merge.ts';
import { plural, styleFor, widthOf } from '../report/style.ts';
import { renderReport } from '../report/terminal.ts';
import type { Results } from '../results/schema.ts';
import { exitStatus } from '../results/summary.ts';
import { cannotWrite, requireWritable, writeAtomically } from '../results/write.ts';
import { shardInWords } from '../shard/share.ts';
import type { MergeOptions } from './options.ts';
import type { Output } from './output.ts';

/** Makes one document of many, shows it, and returns the exit status that it deserves. */
export function mergeCommand({ paths, out, verbose }: MergeOptions, output: Output): number {
  const files = findDocuments(paths).filter((path) => resolve(path) !== resolve(out));
  if (files.length === 0) throw new UserError(`there is nothing to merge but ${out} itself`);
  requireWritable(out);
  const lines = new Lines();
  const documents = files.map((name) => ({ name, doc: readDocument(name, lines) }));
  const doc = merge(documents, (verdict) => lines.whole(verdict));
  try {
    writeAtomically(out, documentBytes(doc, lines));
  } catch (error) {
    throw cannotWrite(out, error);
  }
  for (const note of notes(doc)) output.err(`note  ${note}\n`);
  const { stdout } = process;
  output.out(`merged ${plural(files.length, 'document')}\n`);
  output.out(renderReport(doc, { width: widthOf(stdout), style: styleFor(stdout), path: out, verbose }));
  return exitStatus(doc);
}

/** What a reader of the merged document ought to know of the runs that it comes from. */
function notes(doc: Results): string[] {
  const { parts = [], disagreements = [], status } = doc;
  const tools = [...new Set(parts.map(({ tool: { version, commit } }) => [version, commit].filter(Boolean).join(' ')))];
  const troubled = status === 'complete' ? parts.filter((part) => part.status !== 'complete') : [];
  return [
    ...(tools.length > 1 ? [`these are results of different versions of kconform: ${tools.join(', ')}`] : []),
    ...troubled.map(({ shard, started, status, infrastructure: [first] }) => {
      const what = shard ? `shard ${shardInWords(shard)}` : 'the run';
      const how = first
        ? `failed (${first.message.split('\n')[0]})`
        : status === 'interrupted'
          ? 'was interrupted'
          : 'failed';
      return `${what} that began at ${started} ${how}; all of its verdicts are here all the same`;
    }),
    ...disagreements.map(
      ({ kernel, scenario, verdicts }) =>
        `${scenario} on ${kernel} was judged differently: ${verdicts.map(({ verdict }) => verdict).join(', ')}`,
    ),
  ];
}
