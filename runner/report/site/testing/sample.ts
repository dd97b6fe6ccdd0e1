/** Sites of a few verdicts, for tests. */
import { sampleResults } from '../../../results/sample.ts';
import type { Results } from '../../../results/schema.ts';
import { Behaviours } from '../encode/behaviour.ts';
import { packIndex } from '../encode/index.ts';
import { type Source, tableOf } from '../encode/table.ts';
import type { Index } from '../format.ts';

/** A document as it was read. */
export function source(doc: Results, name = 'run', lost: string[] = []): Source {
  return { doc, name, lost };
}

/** What the page is given of some documents. */
export function sampleIndex(sources: Source[] = [source(sampleResults())]): Index {
  return packIndex(tableOf(sources), new Behaviours());
}

/** A later run of the sample's newer kernel, in which what was a mismatch passes. */
export function laterResults(): Results {
  const doc = sampleResults();
  const kernels = doc.kernels.slice(1);
  const verdicts = doc.verdicts
    .filter(({ kernel }) => kernel === kernels[0]!.id)
    .map((verdict) =>
      verdict.verdict === 'mismatch' ? { ...verdict, verdict: 'pass' as const, reason: '' } : verdict,
    );
  return { ...doc, started: '2026-11-23T00:00:00.000Z', finished: '2026-11-23T00:01:00.000Z', kernels, verdicts };
}
