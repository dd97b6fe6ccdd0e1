/** Evidence in words. */
import type { Compat, CompatEvidence, CompatFeature, CompatShown } from '../schema.ts';
import { code, plain } from './text.ts';

type ClaimName = keyof CompatFeature['evidence'];

/** A status that leaps to the eye unless all is well. */
export function statusInWords(status: CompatFeature['status']): string {
  return status === 'confirmed' ? 'confirmed' : `**${status}**`;
}

/** Kernels in order, with the days on which they were asked told once. */
export function kernelsInWords(names: readonly string[], { kernels }: Compat): string {
  const days = [...new Set(names.map((name) => kernels[name]?.date ?? 'unknown'))];
  const listed = (of: readonly string[]) => of.map((name) => code(name)).join(', ');
  if (days.length === 1) return `${listed(names)} (${plain(days[0]!)})`;
  return days
    .map((day) => `${listed(names.filter((name) => (kernels[name]?.date ?? 'unknown') === day))} (${plain(day)})`)
    .join(', ');
}

const plural = (count: number) => `${count} scenario${count === 1 ? '' : 's'}`;

function told(claim: ClaimName, { answers, calls }: CompatEvidence): string {
  const seen = answers.map((answer) => (/^E[A-Z0-9]+$/.test(answer) ? code(answer) : plain(answer))).join(', ');
  const by = calls.map((call) => code(call)).join(', ');
  switch (claim) {
    case 'accepted':
      return 'Accepted';
    case 'refused':
      return `Refused with ${seen} where it is unknown`;
    case 'denied':
      return `Denied with ${seen} (${by})`;
    case 'open':
      return `Open where it is unknown: ${by} answered as without a sandbox`;
    case 'kept':
      return 'As described';
  }
}

const untold: Record<ClaimName, string> = {
  accepted: 'That kernels with it accept it',
  refused: 'The error of asking for it where it is unknown',
  denied: 'The error of a denial',
  open: 'What is open where it is unknown',
  kept: 'That it is as described',
};

/** One line for each claim. */
export function evidenceLines({ evidence }: CompatFeature, data: Compat): string[] {
  return (Object.entries(evidence) as [ClaimName, CompatEvidence][]).map(([claim, of]) => {
    const where = kernelsInWords(Object.keys(of.kernels), data);
    if (of.status === 'not confirmed') return `${untold[claim]}: **not confirmed** by any scenario on these kernels.`;
    if (of.status === 'contradicted') {
      return `${untold[claim]}: **contradicted** by ${of.contradictions.map((id) => code(id)).join(', ')}.`;
    }
    const example = of.examples[0] === undefined ? '' : `, such as ${code(of.examples[0])}`;
    return `${told(claim, of)}: ${where}, ${plural(of.scenarios)}${example}.`;
  });
}

/** What kernels showed of an erratum, a gap or an error. */
export function shownInWords({ status, kernels, scenarios }: CompatShown, data: Compat): string {
  if (status === 'contradicted') return '**contradicted**';
  if (kernels.length === 0) return '**not confirmed**';
  return `${kernelsInWords(kernels, data)}, ${plural(scenarios)}`;
}

/** What kernels showed of the fix of an erratum, or of its lack. */
export function fixInWords(number: string, fix: 'fixed' | 'unfixed', data: Compat): string {
  const { abi, [fix]: shown } = data.errata[number]!;
  const asked = Object.values(data.kernels).filter(
    (kernel) => kernel.abi >= abi && (kernel.errata?.includes(Number(number)) ?? false) === (fix === 'fixed'),
  );
  return asked.length === 0 ? 'no such kernel was asked' : shownInWords(shown, data);
}
