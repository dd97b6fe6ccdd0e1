/** What is missing in a merged document. */
import type { Cell, Infrastructure, Part, Results, Shard } from '../results/schema.ts';
import { isInShard, shardInWords } from '../shard/share.ts';
import { compare } from './cells.ts';

/** How many cells are named. */
const NAMED = 3;

/**
 * Everything that the run asked for and no document answers, in words.
 *
 * @param parts of the merged document, all with a shard
 * @param doc its kernels, scenarios and verdicts, each once
 */
export function gapsOf(parts: readonly Part[], doc: Pick<Results, 'scenarios' | 'verdicts'>): Infrastructure[] {
  const shards = parts.flatMap(({ shard }) => shard ?? []);
  const [some] = shards;
  if (some === undefined || doc.verdicts.length >= some.cells) return [];
  const counts = [...new Set(shards.map(({ count }) => count))];
  // Of shards that were cut in different ways, none is the one that is missing.
  const found = counts.length === 1 ? gapsByShard(shards, doc) : [];
  return found.length > 0 ? found : gapsByKernel(some, doc);
}

function gapsByShard(shards: readonly Shard[], doc: Pick<Results, 'scenarios' | 'verdicts'>): Infrastructure[] {
  const byIndex = new Map(shards.map((shard) => [shard.index, shard]));
  const { count } = shards[0]!;
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((index): Infrastructure[] => {
    const shard = byIndex.get(index);
    const name = shardInWords({ index, count });
    const hint = `run it again, with --shard ${name} and otherwise as the others`;
    if (shard === undefined) return [{ message: `shard ${name} is missing`, hint }];
    const got = doc.verdicts.filter((verdict) => isInShard(shard, verdict));
    const missing = shard.asked - got.length;
    if (missing <= 0) return [];
    const message = `shard ${name} is incomplete: ${number(missing)} of ${number(shard.asked)} verdicts are missing`;
    return [{ message: `${message}${examples(shard, doc, new Set(got.map(cellName)))}`, hint }];
  });
}

function gapsByKernel({ kernels, cells }: Shard, { verdicts }: Pick<Results, 'verdicts'>): Infrastructure[] {
  const each = cells / kernels.length;
  return kernels.flatMap((kernel) => {
    const missing = each - verdicts.filter((verdict) => verdict.kernel === kernel).length;
    if (missing <= 0) return [];
    const message = `${number(missing)} of ${number(each)} verdicts are missing`;
    return [{ kernel, message, hint: 'the shards were not all cut the same way: same N, and same --durations' }];
  });
}

/** The first cells that are missing, as far as they can be named: a scenario is known when any document has it. */
function examples(shard: Shard, { scenarios }: Pick<Results, 'scenarios'>, got: ReadonlySet<string>): string {
  const ids = scenarios.map(({ id }) => id).sort(compare);
  const names: string[] = [];
  for (const kernel of shard.kernels) {
    for (const scenario of ids) {
      const cell = { kernel, scenario };
      if (!isInShard(shard, cell) || got.has(cellName(cell))) continue;
      if (names.length === NAMED) return `: ${names.join('; ')}; …`;
      names.push(`${scenario} on ${kernel}`);
    }
  }
  return names.length === 0 ? '' : `: ${names.join('; ')}`;
}

function cellName({ kernel, scenario }: Cell): string {
  return `${kernel}\n${scenario}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
