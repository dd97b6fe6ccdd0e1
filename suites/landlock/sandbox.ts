import {
  type Actor,
  type Expectation,
  evaluate,
  O_CLOEXEC,
  O_PATH,
  OK,
  type Step,
  stopScenario,
  type Value,
} from '../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, restrictSelf } from './calls.ts';
import { addRuleAnswer, createRulesetAnswer, type RulesetValues, restrictSelfAnswer } from './refusals.ts';
import type { FsRight, NetRight, Scope } from './uapi.ts';
import * as uapi from './uapi.ts';

/** A rule of a sandbox; its rights are left out by a best-effort program where the kernel lacks them. */
export type SandboxRule =
  | { readonly path: string; readonly access: readonly FsRight[]; readonly quiet?: boolean }
  | { readonly fd: Value; readonly access: readonly FsRight[]; readonly quiet?: boolean }
  | { readonly port: number; readonly access: readonly NetRight[]; readonly quiet?: boolean };

/** What a program asks Landlock for. */
export interface SandboxSpec {
  readonly fs?: readonly FsRight[];
  readonly net?: readonly NetRight[];
  readonly scoped?: readonly Scope[];
  readonly quietFs?: readonly FsRight[];
  readonly quietNet?: readonly NetRight[];
  readonly quietScoped?: readonly Scope[];
  readonly rules?: readonly SandboxRule[];
  /** Flags of landlock_restrict_self. */
  readonly flags?: number;
  /** False leaves out prctl(PR_SET_NO_NEW_PRIVS). */
  readonly noNewPrivs?: boolean;
  /** Bytes of the attr that are passed; the whole newest structure by default. */
  readonly attrSize?: number;
}

/** What became of a sandbox. */
export interface Sandbox {
  /** False in the control arm, and for a best-effort program that has nothing left to ask for. */
  readonly applied: boolean;
  /** What the ruleset handles after a best-effort program has left out what the kernel lacks. */
  readonly values: RulesetValues;
}

const NONE: RulesetValues = { handledFs: 0n, handledNet: 0n, scoped: 0n, quietFs: 0n, quietNet: 0n, quietScoped: 0n };

/** The attr's values for a specification. */
export function rulesetValues(spec: SandboxSpec): RulesetValues {
  return {
    handledFs: uapi.bitsOf(uapi.FS, spec.fs),
    handledNet: uapi.bitsOf(uapi.NET, spec.net),
    scoped: uapi.bitsOf(uapi.SCOPE, spec.scoped),
    quietFs: uapi.bitsOf(uapi.FS, spec.quietFs),
    quietNet: uapi.bitsOf(uapi.NET, spec.quietNet),
    quietScoped: uapi.bitsOf(uapi.SCOPE, spec.quietScoped),
  };
}

/** Leaves out what the guest's masks lack, as real programs do. */
function degrade(actor: Actor, values: RulesetValues): RulesetValues {
  const { masks } = actor.context.facts;
  const handledFs = values.handledFs & masks.fs;
  const handledNet = values.handledNet & masks.net;
  const scoped = values.scoped & masks.scoped;
  const quiet = (masks.addRuleFlags & uapi.ADD_RULE_QUIET) !== 0 ? ~0n : 0n;
  return {
    handledFs,
    handledNet,
    scoped,
    quietFs: values.quietFs & handledFs & quiet,
    quietNet: values.quietNet & handledNet & quiet,
    quietScoped: values.quietScoped & scoped & quiet,
  };
}

function addRule(actor: Actor, ruleset: Step, rule: SandboxRule, handled: RulesetValues, strict: boolean): void {
  const known = strict ? 1 : actor.context.facts.masks.addRuleFlags;
  const flags = rule.quiet === true ? uapi.ADD_RULE_QUIET & known : 0;
  if ('port' in rule) {
    const access = uapi.bitsOf(uapi.NET, rule.access) & (strict ? ~0n : handled.handledNet);
    if (access !== 0n || flags !== 0) {
      check(actor, addPortRule(actor, ruleset, rule.port, access, flags), strict, addRuleAnswer(flags, 4));
    }
    return;
  }
  const access = uapi.bitsOf(uapi.FS, rule.access) & (strict ? ~0n : handled.handledFs);
  if (access === 0n && flags === 0) return;
  const parent = 'path' in rule ? actor.open(rule.path, O_PATH | O_CLOEXEC) : rule.fd;
  check(actor, addPathRule(actor, ruleset, parent, access, flags), strict, addRuleAnswer(flags, 1));
  if ('path' in rule) actor.close(parent);
}

/** In a strict program: makes the step a check, and ends the scenario where the kernel must refuse it. */
function check(actor: Actor, step: Step, strict: boolean, answer: Expectation): void {
  if (!strict) return;
  step.expect(answer, 'Documentation/userspace-api/landlock.rst: Backward and forward compatibility');
  const outcome = evaluate(answer, actor.context.facts);
  if (outcome !== OK) stopScenario('the strict program is refused by this kernel, so it does not start');
}

/**
 * Sandboxes an actor: no_new_privs, landlock_create_ruleset, landlock_add_rule for each rule, landlock_restrict_self.
 *
 * A strict program asks for everything, and the scenario ends at the call that this kernel must refuse; that refusal is a check.
 * A best-effort program leaves out what the guest does not accept, and goes on without a sandbox when nothing is left. In the
 * control arm nothing is recorded.
 *
 * @param actor who sandboxes itself; its later children inherit the domain
 * @param spec what is asked for
 */
export function landlock(actor: Actor, spec: SandboxSpec): Sandbox {
  const { arm, facts, program, recorder } = actor.context;
  if (arm === 'control') return { applied: false, values: NONE };
  const strict = program === 'strict';
  const values = strict ? rulesetValues(spec) : degrade(actor, rulesetValues(spec));
  if (!strict && (values.handledFs | values.handledNet | values.scoped) === 0n) return { applied: false, values };
  const flags = (spec.flags ?? 0) & (strict ? ~0 : facts.masks.restrictFlags);
  return recorder.sandbox(() => {
    const setsItself = (flags & uapi.RESTRICT_SELF_NO_NEW_PRIVS) !== 0;
    if (spec.noNewPrivs !== false && !setsItself) actor.noNewPrivs();
    const size = spec.attrSize ?? uapi.rulesetAttr.size;
    const ruleset = createRuleset(actor, values, size);
    check(actor, ruleset, strict, createRulesetAnswer(values, size));
    for (const rule of spec.rules ?? []) addRule(actor, ruleset, rule, values, strict);
    check(actor, restrictSelf(actor, ruleset, flags), strict, restrictSelfAnswer(flags));
    actor.close(ruleset);
    return { applied: true, values };
  });
}
