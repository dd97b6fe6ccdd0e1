/** A results document of somebody who means harm, or of a kernel that went mad. */
import { sampleResults } from '../../../results/sample.ts';
import type { Results } from '../../../results/schema.ts';

/** Sets `globalThis.harmed` wherever it is taken for code. */
const HARM = `"'</script><script>harmed=1</script><img src=x onerror="harmed=1"><svg onload=harmed=1>\u2028\u2029\u0000\ud800javascript:harmed=1`;

/** Every text of the sample with harm in it, a scenario that is named like what objects inherit, and one with that many steps. */
export function hostileResults(steps: number): Results {
  const doc = sampleResults();
  const poisoned = poison(doc) as Results;
  Object.assign(poisoned, { schema: doc.schema, started: doc.started, finished: doc.finished, status: doc.status });
  poisoned.host.accelerator = doc.host.accelerator;
  for (const [place, kernel] of doc.kernels.entries()) {
    const { sha256, landlock, features } = kernel;
    const masks = JSON.parse('{"__proto__": "0x1", "constructor": "0x2"}');
    Object.assign(poisoned.kernels[place]!, {
      sha256,
      landlock,
      masks,
      features: JSON.parse(JSON.stringify(features)),
    });
  }
  for (const [place, verdict] of doc.verdicts.entries()) {
    const target = poisoned.verdicts[place]!;
    target.verdict = verdict.verdict;
    for (const [at, { arm, role }] of verdict.steps.entries()) Object.assign(target.steps[at]!, { arm, role });
    if (verdict.known) target.known = verdict.known.map(({ kind }) => ({ kind, what: HARM }));
  }
  const [first] = poisoned.verdicts;
  const [step] = doc.verdicts[0]!.steps;
  first!.steps = first!.steps.concat(Array.from({ length: steps }, (_, id) => ({ ...step!, id, words: `step ${id}` })));
  poisoned.verdicts.push({ ...first!, steps: [], scenario: '__proto__', kernel: 'constructor' });
  return poisoned;
}

function poison(value: unknown): unknown {
  if (typeof value === 'string') return value + HARM;
  if (Array.isArray(value)) return value.map(poison);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, poison(part)]));
}
