/** What one verdict says about features: which it used, what was denied to whom, and how every step was answered. */
import type { Step, Verdict } from '../results/schema.ts';
import type { Catalogue } from './catalogue.ts';

/** A step of the test arm that was answered otherwise than in the control arm, with an error. */
export interface Denial {
  readonly key: string;
  readonly actor: string;
  readonly call: string;
  readonly errno: string;
  /** The answer without the sandbox. */
  readonly otherwise: string;
}

/** A verdict, read once. */
export interface Digest {
  readonly verdict: Verdict;
  /** Steps of the test arm by key. */
  readonly answers: ReadonlyMap<string, Step>;
  readonly denials: readonly Denial[];
  /** Words of the rulesets that each actor made or inherited, of those who are in a domain. */
  readonly domains: ReadonlyMap<string, readonly string[]>;
  /** Calls of the subsystem itself, with their words. */
  readonly calls: readonly { readonly words: string; readonly step: Step }[];
}

/** The words of a step without the numbers of handles and buffers, which are other ones on another kernel. */
export function plainWords(words: string): string {
  return words.replace(/#\d+/g, '').replace(/(&\w+)-\d+/g, '$1');
}

/** The system call of a step: the words up to its arguments. */
export function callOf(words: string): string {
  return /^(?:start )?(\w+)\(/.exec(words)?.[1] ?? '';
}

const isErrno = (observed: string) => /^E[A-Z0-9]+$/.test(observed);

/** Steps by actor and words, and how often these came before: the same step has the same key in every arm and on every kernel. */
function keyed(steps: readonly Step[]): Map<string, Step> {
  const counts = new Map<string, number>();
  const result = new Map<string, Step>();
  for (const step of steps) {
    const name = `${step.actor}: ${plainWords(step.words)}`;
    const before = counts.get(name) ?? 0;
    counts.set(name, before + 1);
    result.set(`${name} (${before})`, step);
  }
  return result;
}

/** Reads a verdict. */
export function digest(verdict: Verdict, { create, enforce, others }: Catalogue['calls']): Digest {
  const own = new Set([create, enforce, ...others]);
  const test = verdict.steps.filter(({ arm }) => arm === 'test');
  const answers = keyed(test);
  const control = keyed(verdict.steps.filter(({ arm }) => arm === 'control'));
  const made = new Map<string, string[]>();
  const enforced = new Set<string>();
  const calls: { words: string; step: Step }[] = [];
  for (const step of test) {
    const child = /^(?:process|thread) (\S+)/.exec(step.words)?.[1];
    if (child !== undefined && enforced.has(step.actor)) {
      made.set(child, [...(made.get(step.actor) ?? [])]);
      enforced.add(child);
    }
    const call = callOf(step.words);
    if (!own.has(call)) continue;
    const words = plainWords(step.words);
    calls.push({ words, step });
    const worked = step.observed === 'success';
    if (worked && call === create) made.set(step.actor, [...(made.get(step.actor) ?? []), words]);
    if (worked && call === enforce) enforced.add(step.actor);
  }
  const denials: Denial[] = [];
  for (const [key, step] of answers) {
    const otherwise = control.get(key);
    if (!step.ok || step.role !== 'check' || !isErrno(step.observed)) continue;
    if (otherwise === undefined || !otherwise.ok || otherwise.observed === step.observed) continue;
    denials.push({
      key,
      actor: step.actor,
      call: callOf(step.words),
      errno: step.observed,
      otherwise: otherwise.observed,
    });
  }
  return { verdict, answers, denials, calls, domains: new Map([...made].filter(([actor]) => enforced.has(actor))) };
}
