/** Writes the durations that come with kconform, from results documents: `node tools/durations.ts results.json`. Best of a whole run on a quiet machine. */
import { parseArgs } from 'node:util';
import { Lines, readDocument } from '../runner/merge/bytes.ts';
import { writeAtomically } from '../runner/results/write.ts';
import { durationsOf } from '../runner/shard/durations.ts';
import { RECORDED } from '../runner/shard/read.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const durations = durationsOf(readDocument(positionals[0] ?? 'results/latest.json', new Lines()));
writeAtomically(RECORDED, `${JSON.stringify(durations, null, 2)}\n`);
