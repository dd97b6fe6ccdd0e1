import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OUTCOMES, type Results } from '../results/schema.ts';
import { exitStatus } from '../results/summary.ts';
import type { WholeRun } from '../shard/share.ts';
import { merge } from './merge.ts';
import { documentsOf, named, smallRun } from './testing.ts';

const run: fc.Arbitrary<WholeRun> = fc.record({
  kernels: fc.uniqueArray(fc.constantFrom('debian:5.10', 'debian:6.12', 'host'), { minLength: 1 }),
  scenarios: fc.uniqueArray(fc.constantFrom('abi/a', 'abi/b', 'fs/a', 'fs/b', 'fs/c', 'net/a', 'net/b'), {
    minLength: 1,
  }),
  repeat: fc.integer({ min: 1, max: 2 }),
});

/** Documents of one run: shards cut in different ways, some more than once, some cut short, some that say something else. */
const documents = run.chain((run) => {
  const all = [1, 2, 3, 5].flatMap((count) => documentsOf(run, count));
  const damage = fc.record({
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
    outcome: fc.option(fc.constantFrom(...OUTCOMES), { nil: undefined, freq: 3 }),
    at: fc.nat(20),
    ms: fc.integer({ min: 1, max: 4 }),
    started: fc.constantFrom('2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'),
    failed: fc.boolean(),
  });
  return fc.array(fc.tuple(fc.constantFrom(...all), damage), { minLength: 1, maxLength: 6 }).map((items) =>
    items.map(([doc, { keep, outcome, at, ms, started, failed }]): Results => {
      const verdicts = doc.verdicts.slice(0, Math.ceil(doc.verdicts.length * keep));
      const changed = verdicts.map((verdict, index) =>
        outcome === undefined || index !== at ? verdict : { ...verdict, verdict: outcome, reason: 'so it was', ms },
      );
      const infrastructure = failed ? [{ message: 'the mirror is down' }] : [];
      return { ...doc, started, status: failed ? 'infrastructure' : 'interrupted', verdicts: changed, infrastructure };
    }),
  );
});
const join = (...docs: Results[]) => merge(named(docs));

test('order makes no difference', () => {
  const shuffled = documents.chain((docs) =>
    fc.shuffledSubarray(docs, { minLength: docs.length }).map((other) => ({ docs, other })),
  );
  fc.assert(
    fc.property(shuffled, ({ docs, other }) => {
      expect(join(...other)).toEqual(join(...docs));
    }),
  );
});

test('duplicates make no difference', () => {
  fc.assert(
    fc.property(documents, (docs) => {
      const once = join(...docs);
      expect(join(...docs, ...docs)).toEqual(once);
      expect(join(once, once)).toEqual(once);
      expect(join(once, docs[0]!)).toEqual(once);
    }),
  );
});

test('grouping makes no difference', () => {
  const grouped = documents.chain((docs) => fc.nat(docs.length).map((at) => [docs.slice(0, at), docs.slice(at)]));
  fc.assert(
    fc.property(grouped, ([left, right]) => {
      const parts = [left!, right!].filter(({ length }) => length > 0).map((docs) => join(...docs));
      expect(join(...parts)).toEqual(join(...left!, ...right!));
    }),
  );
});

test('all shards of a run have exactly the verdicts of the whole', () => {
  fc.assert(
    fc.property(run, fc.integer({ min: 1, max: 9 }), (run, count) => {
      const strip = ({ verdicts }: Results) => verdicts.map(({ ms, ...rest }) => rest);
      const whole = join(...documentsOf(run, 1));
      const merged = join(...documentsOf(run, count));
      expect(strip(merged)).toEqual(strip(whole));
      expect(merged.kernels.map(({ id }) => id)).toEqual(run.kernels);
      const { status, scenarios, infrastructure } = whole;
      expect(merged).toMatchObject({ status, scenarios, infrastructure });
      expect(merged.status).toBe('complete');
    }),
  );
});

test('a shard that is missing, and one that is not whole, are named', () => {
  const [first, , third] = documentsOf(smallRun, 3);
  const cut: Results = { ...third!, status: 'interrupted', verdicts: third!.verdicts.slice(0, 1) };
  const merged = join(first!, cut);
  expect(merged.infrastructure).toMatchInlineSnapshot(`
    [
      {
        "hint": "run it again, with --shard 2/3 and otherwise as the others",
        "message": "shard 2/3 is missing",
      },
      {
        "hint": "run it again, with --shard 3/3 and otherwise as the others",
        "message": "shard 3/3 is incomplete: 4 of 5 verdicts are missing: fs/b on debian:5.10; fs/c on debian:5.10; net/a on debian:5.10; …",
      },
    ]
  `);
  expect({ status: merged.status, exit: exitStatus(merged) }).toEqual({ status: 'infrastructure', exit: 69 });
});

test('a shard that died and ran again is whole, and what it died of is told with its part', () => {
  const [first, second] = documentsOf(smallRun, 2);
  const died: Results = {
    ...second!,
    status: 'infrastructure',
    verdicts: second!.verdicts.slice(0, 3),
    infrastructure: [{ message: 'the disk is full' }],
  };
  const merged = join(died, first!, { ...second!, started: '2026-11-22T09:00:00.000Z' });
  expect({ status: merged.status, infrastructure: merged.infrastructure }).toEqual({
    status: 'complete',
    infrastructure: [],
  });
  expect(merged.parts!.map(({ shard, status }) => `${shard!.index} ${status}`)).toEqual([
    '1 complete',
    '2 infrastructure',
    '2 complete',
  ]);
});

test('shards that were cut in different ways cover a run, or leave gaps that are counted for each kernel', () => {
  const halves = documentsOf(smallRun, 2);
  const thirds = documentsOf(smallRun, 3);
  expect(join(halves[0]!, thirds[1]!, thirds[2]!).status).toBe('complete');
  expect(join(halves[0]!, thirds[0]!).infrastructure.map(({ kernel, message }) => `${kernel}: ${message}`)).toEqual([
    'debian:5.10: 7 of 7 verdicts are missing',
  ]);
});

test('contradicting verdicts are kept, and sum up to one that no report takes for a success', () => {
  const [whole] = documentsOf(smallRun, 1);
  const say = (verdict: 'pass' | 'mismatch' | 'unsupported' | 'crash', reason: string): Results => ({
    ...whole!,
    verdicts: whole!.verdicts.map((old, index) => (index === 0 ? { ...old, verdict, reason } : old)),
  });
  const summed = (...docs: Results[]) => {
    const { verdicts, disagreements = [], ...rest } = join(...docs);
    const { verdict, reason } = verdicts[0]!;
    return {
      verdict,
      reason,
      kinds: disagreements.map(({ verdicts }) => verdicts.length),
      exit: exitStatus({ ...rest, verdicts }),
    };
  };
  expect(summed(say('pass', ''), say('mismatch', 'step 1'), say('pass', ''))).toEqual({
    verdict: 'mismatch',
    reason: 'contradicting verdicts of the same kernel image: mismatch (step 1), pass',
    kinds: [2],
    exit: 1,
  });
  expect(summed(say('pass', ''), say('unsupported', 'no module'))).toMatchObject({
    verdict: 'broken',
    reason: 'contradicting verdicts of the same kernel image: unsupported (no module), pass',
  });
  expect(summed(say('crash', 'BUG'), say('mismatch', 'step 1'), say('mismatch', 'step 2'))).toMatchObject({
    verdict: 'crash',
    kinds: [3],
  });
  expect(summed(say('pass', ''), say('pass', ''))).toMatchObject({ verdict: 'pass', kinds: [] });
});

test('what does not go together is refused', () => {
  const [one, two] = documentsOf(smallRun, 2);
  const [other] = documentsOf({ ...smallRun, scenarios: ['abi/a'] }, 2);
  const { shard, ...plain } = one!;
  expect(() => join(one!, other!)).toThrow('1.json and 2.json are shards of different runs');
  expect(() => join(plain, one!)).toThrow('2.json is a shard, 1.json a run of its own');
  const [kernel] = one!.kernels;
  const image = { ...two!, kernels: [{ ...kernel!, sha256: 'f'.repeat(64), release: '7.3.5' }] };
  expect(() => join(one!, image)).toThrow(
    'debian:7.3 is not the same kernel in 1.json (debian:7.3) and 2.json (7.3.5): the images differ',
  );
  const answers = { ...two!, kernels: [{ ...kernel!, abi: 7 }] };
  expect(() => join(one!, answers)).toThrow(
    'debian:7.3 answers differently in 1.json and 2.json, although it is the same image: abi',
  );
});

test('runs of their own are merged, too, and each has to be complete', () => {
  const runs = ['debian:7.3', 'debian:5.10'].map((kernel) => {
    const { shard, ...doc } = documentsOf({ ...smallRun, kernels: [kernel] }, 1)[0]!;
    return doc;
  });
  const merged = join(...runs);
  expect(merged.kernels.map(({ id }) => id)).toEqual(['debian:5.10', 'debian:7.3']);
  expect({ status: merged.status, verdicts: merged.verdicts.length }).toEqual({ status: 'complete', verdicts: 14 });
  expect(join(runs[0]!, { ...runs[1]!, status: 'interrupted' }).status).toBe('interrupted');
});
