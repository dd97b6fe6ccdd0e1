/** Builds and asks a base and what a series makes of it, patch by patch. */
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { BuildFailure } from '../../vm/kernels/build/index.ts';
import type { Applied, AppliedPatch } from '../../vm/kernels/source/am.ts';
import type { PatchCoverage } from '../coverage/patch.ts';
import type { Results } from '../results/schema.ts';

/** A kernel that was built. */
export interface BuiltState {
  /** `build:NAME`. */
  kernel: string;
  /** SHA-256 of the image. */
  sha256: string;
  /** What the compiler warns of; undefined when nobody knows. */
  warnings: string[] | undefined;
}

/** A kernel that was built and asked. */
export interface KernelState extends BuiltState {
  /** How many patches it has; 0 is the base. */
  patch: number;
  doc: Results;
  /** Path of the results. */
  path: string;
  /** The earlier state that gave the same image, and so the same verdicts. */
  sameAs: number | undefined;
}

/** A state that there is no report of. */
export interface Broken {
  /** The patch that is broken; 0 is the base. */
  patch: number;
  /** It does not apply, it cannot be configured or compiled, or its kernel could not be had or asked. */
  kind: 'apply' | 'build' | 'ask';
  /** In the words of git, of the compiler, or of the run. */
  reason: string;
}

/** What ran of a series, or why that cannot be told. */
export type ReviewCoverage = { patches: PatchCoverage[] } | { reason: string };

/** What was found on one base. */
export interface BaseReview {
  /** As it was named, and in words. */
  name: string;
  words: string;
  /** Subjects of all patches. */
  patches: string[];
  /** Those that apply, in order. */
  applied: Pick<AppliedPatch, 'name' | 'merged' | 'paths'>[];
  /** Kernels that were asked, in the order of patches. */
  states: KernelState[];
  broken: Broken[];
  /** Undefined when nobody asked for it. */
  coverage?: ReviewCoverage | undefined;
}

/** What it takes. */
export interface Means {
  /** Whether every patch is built, or only what all of them make together. */
  each: boolean;
  apply(): Promise<Applied>;
  /** @throws BuildFailure when it does not compile */
  build(patch: number, changes: AppliedPatch['changes']): Promise<BuiltState>;
  /** Asks the kernel; a text says why that was not possible. */
  ask(state: BuiltState): Promise<{ doc: Results; path: string } | string>;
  /** Builds this state once more, as a kernel that counts, and tells which lines that these patches add ran. Undefined: not wanted. */
  measure?: ((patch: number, changes: AppliedPatch['changes']) => Promise<PatchCoverage[]>) | undefined;
  /** Told about each state as soon as it is known, broken ones too. */
  onState?: ((state: KernelState | Broken) => void) | undefined;
}

/** Review a series on one base. What is broken is part of the answer. */
export async function reviewBase(
  base: Pick<BaseReview, 'name' | 'words' | 'patches'>,
  means: Means,
): Promise<BaseReview> {
  const { patches, refused } = await means.apply();
  const applied = patches.map(({ name, merged, paths }) => ({ name, merged, paths }));
  const review: BaseReview = { ...base, applied, states: [], broken: [] };
  const breaks = (broken: Broken) => {
    review.broken.push(broken);
    means.onState?.(broken);
  };
  if (refused) breaks({ patch: refused.number, kind: 'apply', reason: refused.reason });
  await states(patches, review, means, breaks);
  if (means.measure) review.coverage = await measured(review, patches, means.measure);
  return review;
}

/** The base, and what each patch makes of it. */
async function states(
  patches: readonly AppliedPatch[],
  review: BaseReview,
  means: Means,
  breaks: (broken: Broken) => void,
): Promise<void> {
  if (patches.length === 0) return;
  if (!(await state(0, new Map(), review, means, breaks))) return;
  const numbers = patches.map((_, index) => index + 1);
  // When all together do not compile, those before the culprit get their report, and it gets its name.
  for (const number of means.each ? numbers : numbers.reverse()) {
    const { changes, paths } = patches[number - 1]!;
    const previous = review.states.at(-1);
    if (previous?.patch === number - 1 && paths.every((path) => OUTSIDE.test(path))) {
      add(review, { ...previous, patch: number, sameAs: previous.sameAs ?? previous.patch }, means);
      continue;
    }
    const made = await state(number, changes, review, means, breaks);
    if (made && !means.each) break;
  }
  if (!means.each) review.broken = onlyFirst(review.broken);
}

/** Measure the last state that was asked. What was found before is not lost when that fails. */
async function measured(
  { states }: BaseReview,
  patches: readonly AppliedPatch[],
  measure: NonNullable<Means['measure']>,
): Promise<ReviewCoverage> {
  const last = states.at(-1)?.patch ?? 0;
  if (last === 0) return { reason: 'no kernel with a patch of the series could be asked' };
  try {
    return { patches: await measure(last, patches[last - 1]!.changes) };
  } catch (error) {
    // Such as a patch that was merged, so that the source has not quite what it adds.
    if (error instanceof UserError || error instanceof InfrastructureError)
      return { reason: error.message.split('\n')[0]! };
    throw error;
  }
}

/** What no image of a kernel is made of: compiling would say the same again. */
const OUTSIDE = /^(Documentation\/(?!.*Kconfig)|tools\/testing\/|MAINTAINERS$)/;

function add({ states }: BaseReview, state: KernelState, { onState }: Means): void {
  states.push(state);
  onState?.(state);
}

/** Of those that did not compile with or without the patches after them, the first is to blame. */
function onlyFirst(broken: readonly Broken[]): Broken[] {
  const failures = broken.filter(({ kind }) => kind === 'build');
  return [...broken.filter(({ kind }) => kind !== 'build'), ...failures.slice(-1)].sort((a, b) => a.patch - b.patch);
}

/** Build and ask; false when there is nothing to report of it. */
async function state(
  patch: number,
  changes: AppliedPatch['changes'],
  review: BaseReview,
  means: Means,
  breaks: (broken: Broken) => void,
): Promise<boolean> {
  const fails = (kind: Broken['kind'], reason: string) => {
    breaks({ patch, kind, reason });
    return false;
  };
  try {
    const built = await means.build(patch, changes);
    const twin = review.states.find(({ sha256, sameAs }) => sha256 === built.sha256 && sameAs === undefined);
    const asked = twin ?? (await means.ask(built));
    if (typeof asked === 'string') return fails('ask', asked);
    add(review, { ...built, patch, doc: asked.doc, path: asked.path, sameAs: twin?.patch }, means);
    return true;
  } catch (error) {
    if (error instanceof BuildFailure)
      return fails('build', error.message.split('\n').slice(1).join('\n') || error.message);
    if (error instanceof InfrastructureError) return fails('ask', wordsOf(error));
    // An option of the configuration that this patch takes away.
    if (error instanceof UserError && patch > 0) return fails('build', wordsOf(error));
    throw error;
  }
}

function wordsOf({ message, hint }: UserError | InfrastructureError): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}
