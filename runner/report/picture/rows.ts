/** The rows of the picture: each tells one thing that happened, which may be several steps. Set-up that went well is folded, checks are not. */

import { brief } from './brief.ts';
import { buildsSandbox } from './landlock.ts';
import type { Outcome } from './outcome.ts';
import { phraseOf } from './phrases.ts';
import type { Scene, SceneEvent, Target } from './scene.ts';
import { setupPhrases } from './setup.ts';

/** One row. */
export interface Row {
  /**
   * birth: actors are made; domain: a sandbox is built and entered; setup: what goes before; check: what the scenario is about;
   * step: a step without expectation that reaches another actor, or went wrong; repeat: many checks alike.
   */
  readonly kind: 'birth' | 'domain' | 'setup' | 'check' | 'step' | 'repeat';
  readonly actor: string;
  /** The steps that it tells. */
  readonly events: readonly SceneEvent[];
  readonly text: string;
  readonly target: Target | undefined;
  readonly source: Target | undefined;
  readonly outcome: Outcome;
  /** Actors made. */
  readonly makes: readonly string[];
  /** Number of the domain entered. */
  readonly domain: number | undefined;
}

/** Checks alike, one after the other, that are told together. */
const ALIKE = 4;
/** The same when their errors differ. */
const MANY = 10;

/** The rows of a scene. */
export function rowsOf(scene: Scene): Row[] {
  const rows: Row[] = [];
  const { events } = scene;
  for (let at = 0; at < events.length; ) {
    const run = birthsFrom(events, at) ?? sandboxFrom(events, at) ?? setupFrom(events, at) ?? alikeFrom(events, at);
    if (run === undefined) {
      rows.push(single(events[at]!));
      at++;
    } else {
      if (run.text !== '') rows.push(run);
      at += run.events.length;
    }
  }
  return rows;
}

/** Whether a step only prepares: no check, as it should be, and nobody else is reached. */
function isPlainSetup({ step, outcome, target, makes, call }: SceneEvent): boolean {
  const quiet = target?.kind !== 'actor' && makes === undefined && call.manner === 'whole';
  return step.role === 'setup' && step.ok && quiet && (outcome.kind === 'allowed' || outcome.kind === 'nothing');
}

function rowOf(kind: Row['kind'], events: readonly SceneEvent[], text: string): Row {
  const last = events.at(-1)!;
  const makes = events.flatMap((event) => event.makes ?? []);
  const domain = events.find((event) => event.domain !== undefined)?.domain;
  return {
    kind,
    actor: last.step.actor,
    events,
    text: brief(text, 240),
    target: undefined,
    source: undefined,
    outcome: last.outcome,
    makes,
    domain,
  };
}

function single(event: SceneEvent): Row {
  const { step, target, source, domain } = event;
  const kind = domain !== undefined ? 'domain' : step.role === 'check' ? 'check' : 'step';
  const text = domain === undefined ? phraseOf(event) : `enters domain ${domain}: ${phraseOf(event)}`;
  return { ...rowOf(kind, [event], text), target, source };
}

function takeWhile(events: readonly SceneEvent[], at: number, belongs: (event: SceneEvent) => boolean): SceneEvent[] {
  const { actor } = events[at]!.step;
  const end = events.findIndex((event, index) => index >= at && (event.step.actor !== actor || !belongs(event)));
  return events.slice(at, end < 0 ? undefined : end);
}

/** Actors that one actor makes, one after the other. */
function birthsFrom(events: readonly SceneEvent[], at: number): Row | undefined {
  const born = takeWhile(
    events,
    at,
    ({ makes, call, step }) => makes !== undefined && call.manner === 'whole' && step.ok,
  );
  if (born.length === 0) return undefined;
  const words = born.map(({ call }) => `${call.args[0]}${call.args[1] === undefined ? '' : ` (${call.args[1]})`}`);
  const kinds = new Set(born.map(({ call }) => call.name));
  const verb = kinds.size === 1 && kinds.has('thread') ? 'makes thread' : 'forks';
  return rowOf('birth', born, `${verb} ${list(words, 4)}`);
}

/** From no_new_privs or landlock_create_ruleset to landlock_restrict_self, when all of it went well. */
function sandboxFrom(events: readonly SceneEvent[], at: number): Row | undefined {
  if (!buildsSandbox(events[at]!.call)) return undefined;
  const run = takeWhile(events, at, (event) => {
    const builds =
      buildsSandbox(event.call) && event.outcome.kind === 'allowed' && event.step.ok && event.call.manner === 'whole';
    return builds || (isPlainSetup(event) && /^(openat|open|close)$/.test(event.call.name));
  });
  const entered = run.findIndex(({ domain }) => domain !== undefined);
  if (entered < 0) return undefined;
  const closes = run[entered + 1]?.call.name === 'close' ? 2 : 1;
  const events_ = run.slice(0, entered + closes);
  return { ...rowOf('domain', events_, `enters domain ${run[entered]!.domain}`), outcome: run[entered]!.outcome };
}

/** Set-up by one actor. */
function setupFrom(events: readonly SceneEvent[], at: number): Row | undefined {
  const run = takeWhile(
    events,
    at,
    (event) => isPlainSetup(event) && !(buildsSandbox(event.call) && event.call.name !== 'prctl'),
  );
  if (run.length === 0) return undefined;
  const row = rowOf('setup', run, list(setupPhrases(run), 4));
  return run.length === 1 ? { ...row, target: run[0]!.target, source: run[0]!.source } : row;
}

/** Many checks of one call by one actor with one answer. */
function alikeFrom(events: readonly SceneEvent[], at: number): Row | undefined {
  const first = events[at]!;
  if (first.step.role !== 'check' || first.makes !== undefined || first.domain !== undefined) return undefined;
  const alike = (event: SceneEvent, strictly: boolean) =>
    event.step.ok &&
    event.call.name === first.call.name &&
    event.outcome.kind === first.outcome.kind &&
    (!strictly || event.outcome.text === first.outcome.text) &&
    event.domain === undefined &&
    event.makes === undefined;
  const runOf = (strictly: boolean, least: number) => {
    const run = takeWhile(events, at, (event) => {
      return event.step.role === 'check' ? alike(event, strictly) : isPlainSetup(event) && !buildsSandbox(event.call);
    });
    while (run.at(-1)?.step.role === 'setup') run.pop();
    return run.filter(({ step }) => step.role === 'check').length < least ? undefined : run;
  };
  const run = runOf(true, ALIKE) ?? runOf(false, MANY);
  if (run === undefined) return undefined;
  const checks = run.filter(({ step }) => step.role === 'check');
  const row = rowOf(
    'repeat',
    run,
    `${first.call.name} ×${checks.length}: ${list([...new Set(checks.map((check) => brief(mainArgument(check), 40)))], 3)}`,
  );
  const { target } = first;
  const shared = checks.every((check) => check.target?.kind === target?.kind && keyOf(check.target) === keyOf(target));
  const texts = [...Map.groupBy(checks, ({ outcome }) => outcome.text)];
  const outcome =
    texts.length === 1
      ? first.outcome
      : { ...first.outcome, text: texts.map(([text, all]) => `${text || 'success'} ×${all.length}`).join(', ') };
  return { ...row, outcome, target: shared ? target : undefined };
}

function keyOf(target: Target | undefined): string | undefined {
  return target?.kind === 'actor' ? target.name : target?.key;
}

function mainArgument(event: SceneEvent): string {
  return (
    event.call.args.find(
      (argument) => argument.startsWith('"') || argument.startsWith('{') || /:\d+$/.test(argument),
    ) ??
    event.subject ??
    event.call.args[0] ??
    ''
  );
}

function list(items: readonly string[], most: number): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
}
