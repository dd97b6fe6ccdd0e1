/** What a step answered, as the picture tells it: by shape, by word and by colour. */
import { brief } from './brief.ts';
import type { PictureStep } from './scene.ts';

export type OutcomeKind =
  /** The kernel did it. */
  | 'allowed'
  /** It refused. */
  | 'denied'
  /** There was nothing to get: what somebody else was not allowed to send. */
  | 'nothing'
  | 'blocks'
  /** An actor or program ended. */
  | 'ends'
  | 'begun'
  | 'unreached'
  /** Data or output that is not the expected. */
  | 'differs';

/** How one step ended. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** A word or two behind the call; empty for plain success. */
  readonly text: string;
  readonly ok: boolean;
  /** What was expected instead; only when it is not ok. */
  readonly expected: string | undefined;
}

/** How a step ended. */
export function outcomeOf(step: PictureStep): Outcome {
  const [kind, text] = classify(step.observed);
  return { kind, text: brief(text, 80), ok: step.ok, expected: step.ok ? undefined : brief(step.expected, 80) };
}

function classify(observed: string): [OutcomeKind, string] {
  if (observed === 'success') return ['allowed', ''];
  const value = /^the value (.*)$/.exec(observed);
  if (value !== null) return ['allowed', `= ${value[1]}`];
  if (observed === 'EAGAIN') return ['nothing', 'EAGAIN'];
  if (/^E[A-Z0-9]+$/.test(observed)) return ['denied', observed];
  if (observed === 'to block') return ['blocks', 'blocks'];
  if (observed === 'begun') return ['begun', 'begun'];
  if (observed === 'not reached' || observed === 'nothing') return ['unreached', 'not reached'];
  if (observed === 'the end of the actor') return ['ends', 'ends'];
  if (/^(exit status|death by)/.test(observed)) return ['ends', observed];
  return ['differs', observed];
}
