import { keyOf } from '../../runner/merge/cells.ts';
import type { Results, Verdict } from '../../runner/results/schema.ts';

/** Where two documents do not say the same: verdicts that only one has, other verdicts or reasons, other observations of a step. */
export function compareVerdicts(a: Results, b: Results): string[] {
  const [left, right] = [a, b].map(({ verdicts }) => new Map(verdicts.map((verdict) => [keyOf(verdict), verdict])));
  const keys = new Set([...left!.keys(), ...right!.keys()]);
  return [...keys].flatMap((key) => {
    const [one, other] = [left!.get(key), right!.get(key)];
    const said = [one, other].map((verdict) => (verdict ? inWords(verdict) : 'nothing'));
    return said[0] === said[1] ? [] : [`${key.replaceAll('\n', ' ')}: ${said.join(' / ')}`];
  });
}

function inWords({ verdict, reason, steps }: Verdict): string {
  const observed = steps.map(({ arm, id, observed }) => `${arm} ${id} ${observed}`);
  return [verdict, reason, ...observed].join('; ');
}
