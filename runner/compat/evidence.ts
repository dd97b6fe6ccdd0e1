/** From verdicts to claims: nothing here is known of a feature but what its catalogue entry says to look for. */
import type { Step } from '../results/schema.ts';
import type { Catalogue, Feature } from './catalogue.ts';
import { CLAIMS, type Claim, type ClaimName, Tally } from './claims.ts';
import { callOf, type Digest, digest } from './digest.ts';
import { anyMatcher } from './patterns.ts';
import type { Asked, AskedKernel } from './runs.ts';

/** A rule for denials, made ready. */
interface ReadyRule {
  readonly concerns: (scenario: string) => boolean;
  readonly handled: RegExp | undefined;
  readonly calls: readonly string[] | undefined;
}

/** A feature with its patterns made ready, and what was found. */
interface Hunt {
  readonly feature: Feature;
  readonly uses: RegExp | undefined;
  readonly errnos: ReadonlySet<string>;
  readonly denials: readonly ReadyRule[];
  readonly kept: (scenario: string) => boolean;
  readonly tallies: Record<ClaimName, Tally>;
}

function huntFor(feature: Feature): Hunt {
  const { uses, denied = [], kept } = feature.evidence;
  return {
    feature,
    uses: uses === undefined ? undefined : new RegExp(uses),
    errnos: new Set(feature.operations.flatMap(({ errno }) => errno ?? [])),
    denials: denied.map(({ scenarios, calls, handled = uses }) => ({
      concerns: anyMatcher(scenarios),
      handled: handled === undefined ? undefined : new RegExp(handled),
      calls,
    })),
    kept: anyMatcher(kept),
    tallies: Object.fromEntries(CLAIMS.map((claim) => [claim, new Tally()])) as Record<ClaimName, Tally>,
  };
}

/** What a kernel of this ABI answers whoever asks for the feature; undefined where it has it. */
export function refusalOf({ abi, unsupported }: Feature, kernelAbi: number): string | undefined {
  if (kernelAbi >= abi) return undefined;
  return unsupported.find(({ abi: [first, last] }) => first <= kernelAbi && kernelAbi <= last)?.errno;
}

/** A right that is accepted or refused, by a step that asks for it and nothing else. */
function lookAtUse({ feature, tallies }: Hunt, kernel: AskedKernel, scenario: string, step: Step): void {
  const refusal = refusalOf(feature, kernel.abi);
  // Without an error that older ABIs must answer, having it is all that can be told, also of one that got it by a backport.
  const claim = refusal === undefined ? 'accepted' : 'refused';
  const wanted = refusal ?? 'success';
  const answer = step.observed.startsWith('the value') ? 'success' : step.observed;
  if (step.ok && answer === wanted) tallies[claim].confirm(kernel.key, scenario, answer, callOf(step.words));
  // What the scenario expected for another reason (privilege, a bad descriptor, a disabled Landlock) is no contradiction.
  else if (!step.ok && step.expected === wanted) tallies[claim].contradict(kernel.key, scenario);
}

/** Which features a call uses. The same few words come again in thousands of verdicts. */
function usersOf(hunts: readonly Hunt[]): (words: string) => readonly Hunt[] {
  const known = new Map<string, Hunt[]>();
  return (words) => {
    let found = known.get(words);
    if (found === undefined) {
      found = hunts.filter(({ uses }) => uses?.test(words));
      known.set(words, found);
    }
    return found;
  };
}

/** Whether all rulesets of an actor that enforced one handle what a rule is about, and no more. */
function isAlone({ handled }: ReadyRule, actor: string, { domains }: Digest): boolean {
  if (handled === undefined) return true;
  return domains.get(actor)?.every((words) => handled.test(words)) ?? false;
}

/** Whether a denial of this call to this actor would be the feature's, by the rules that concern the scenario. */
function isOfFeature({ denials }: Hunt, { actor, call }: { actor: string; call: string }, found: Digest): boolean {
  return denials.some((rule) => (rule.calls?.includes(call) ?? true) && isAlone(rule, actor, found));
}

function lookAtDenials(hunt: Hunt, kernel: AskedKernel, found: Digest): void {
  const { feature, errnos, tallies } = hunt;
  const { scenario } = found.verdict;
  if (kernel.abi < feature.abi) return;
  for (const { errno, call } of denialsOf(hunt, found)) tallies.denied.confirm(kernel.key, scenario, errno, call);
  for (const step of found.answers.values()) {
    if (step.ok || step.role !== 'check' || !errnos.has(step.expected)) continue;
    if (isOfFeature(hunt, { actor: step.actor, call: callOf(step.words) }, found))
      tallies.denied.contradict(kernel.key, scenario);
  }
}

function denialsOf(hunt: Hunt, found: Digest) {
  return found.denials.filter((denial) => hunt.errnos.has(denial.errno) && isOfFeature(hunt, denial, found));
}

/** Steps that a kernel with the feature denies are asked of kernels without it: answered as without a sandbox, they are open there. */
function lookAtEscapes(
  hunt: Hunt,
  older: readonly [AskedKernel, Digest][],
  newer: readonly [AskedKernel, Digest][],
): void {
  const { tallies } = hunt;
  for (const [, found] of newer) {
    for (const { key, call, otherwise } of denialsOf(hunt, found)) {
      for (const [kernel, { answers, verdict }] of older) {
        const step = answers.get(key);
        if (step === undefined) continue;
        if (step.ok && step.observed === otherwise) tallies.open.confirm(kernel.key, verdict.scenario, otherwise, call);
        else if (!step.ok && step.expected === otherwise) tallies.open.contradict(kernel.key, verdict.scenario);
      }
    }
  }
}

function lookAtVerdict({ feature, kept, tallies }: Hunt, kernel: AskedKernel, { verdict }: Digest): void {
  if (kernel.abi < feature.abi || !kept(verdict.scenario)) return;
  const { scenario, verdict: outcome, known = [] } = verdict;
  // A kernel that shows a known bug passes, and confirms nothing.
  if (outcome === 'pass' && known.length === 0) tallies.kept.confirm(kernel.key, scenario);
  if (outcome === 'mismatch' || outcome === 'crash' || outcome === 'hang')
    tallies.kept.contradict(kernel.key, scenario);
}

/** Looks at one scenario on all kernels, for what it denies and keeps. */
function lookAtScenario(hunt: Hunt, digests: readonly [AskedKernel, Digest][]): void {
  for (const [kernel, found] of digests) {
    lookAtDenials(hunt, kernel, found);
    lookAtVerdict(hunt, kernel, found);
  }
  const { abi } = hunt.feature;
  const older = digests.filter(([kernel]) => kernel.abi < abi);
  const newer = digests.filter(([kernel]) => kernel.abi >= abi);
  if (older.length > 0 && newer.length > 0) lookAtEscapes(hunt, older, newer);
}

/** Which claims an entry makes at all. */
function claimsMade({ operations, evidence, unsupported }: Feature): ClaimName[] {
  return [
    ...(evidence.uses === undefined ? [] : (['accepted'] as const)),
    ...(evidence.uses === undefined || unsupported.length === 0 ? [] : (['refused'] as const)),
    ...(operations.length === 0 ? [] : (['denied'] as const)),
    ...(operations.length === 0 || unsupported.length === 0 ? [] : (['open'] as const)),
    ...(evidence.kept === undefined ? [] : (['kept'] as const)),
  ];
}

/** The claims of every feature of a catalogue, by its identity. */
export function claimsOf(catalogue: Catalogue, { kernels, verdicts }: Asked): Map<string, Claim[]> {
  const hunts = catalogue.features.map(huntFor);
  const users = usersOf(hunts);
  const byKey = new Map(kernels.map((kernel) => [kernel.key, kernel]));
  for (const [scenario, byKernel] of verdicts) {
    // Kernels that answered alike often share their list of steps, see runner/results/salvage.ts.
    const read = new Map<readonly Step[], Digest>();
    const digests = [...byKernel].map(([key, verdict]): [AskedKernel, Digest] => {
      const known = read.get(verdict.steps);
      const found = known === undefined ? digest(verdict, catalogue.calls) : { ...known, verdict };
      read.set(verdict.steps, found);
      return [byKey.get(key)!, found];
    });
    for (const [kernel, { calls }] of digests) {
      if (kernel.landlock !== 'enabled') continue;
      for (const { words, step } of calls) {
        if (step.role === 'check') for (const hunt of users(words)) lookAtUse(hunt, kernel, scenario, step);
      }
    }
    for (const hunt of hunts) {
      const denials = hunt.denials.filter(({ concerns }) => concerns(scenario));
      if (denials.length > 0 || hunt.kept(scenario)) lookAtScenario({ ...hunt, denials }, digests);
    }
  }
  const order = kernels.map(({ key }) => key);
  return new Map(
    hunts.map(({ feature, tallies }) => [
      feature.id,
      claimsMade(feature).map((claim) => tallies[claim].claim(claim, order)),
    ]),
  );
}
