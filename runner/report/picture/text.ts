/** The picture in words: for who does not see it, and for who wants to copy it. */
import { brief } from './brief.ts';
import type { Row } from './rows.ts';
import type { Scene, Target } from './scene.ts';

/** One sentence a row. */
export function sentencesOf(scene: Scene, rows: readonly Row[]): string[] {
  return rows.map((row) => {
    const { actor, text, target, outcome, kind, domain } = row;
    const to = target === undefined || kind === 'birth' ? '' : `, to ${targetInWords(scene, target)}`;
    const what =
      domain === undefined
        ? ''
        : `, which handles ${brief(scene.domains[domain - 1]!.handles || 'nothing', 400)}${rulesInWords(scene, domain)}`;
    const expected = outcome.expected === undefined ? '' : `, but ${outcome.expected} was expected`;
    return `${actor}: ${text}${what}${to}${kind === 'setup' || kind === 'birth' ? '' : answer(row)}${expected}`;
  });
}

/** All of it as one text. */
export function summaryOf(scene: Scene, rows: readonly Row[]): string {
  const who = scene.actors.map(({ name, parent, kind }) =>
    parent === undefined ? name : `${name} (${kind} of ${parent})`,
  );
  return [`Actors: ${who.join(', ')}.`, ...sentencesOf(scene, rows).map((sentence) => `${sentence}.`)].join(' ');
}

function rulesInWords(scene: Scene, domain: number): string {
  const { rules } = scene.domains[domain - 1]!;
  return rules.length === 0 ? '' : brief(` and allows ${rules.join(', ')}`, 400);
}

function targetInWords({ objects }: Scene, target: Target): string {
  if (target.kind === 'actor') return target.name;
  const object = objects.find(({ key }) => key === target.key);
  return object === undefined ? target.key : `${object.kind} ${brief(object.label, 200)}`;
}

function answer({ outcome }: Row): string {
  switch (outcome.kind) {
    case 'allowed':
      return outcome.text === '' ? ': allowed' : `: ${outcome.text}`;
    case 'denied':
      return `: denied with ${outcome.text}`;
    case 'nothing':
      return `: nothing there, ${outcome.text}`;
    case 'blocks':
      return ': blocks';
    default:
      return `: ${outcome.text}`;
  }
}
