/** `kconform review`. */
import { writeFile } from 'node:fs/promises';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { requireToolchain } from '../../vm/kernels/build/index.ts';
import { Store } from '../../vm/store/index.ts';
import { renderReview } from '../report/review/text.ts';
import { brokenInWords, patchLabel } from '../report/review/words.ts';
import { EXIT } from '../results/summary.ts';
import { requireWritable } from '../results/write.ts';
import { type Base, parseBase, withBase } from '../review/bases.ts';
import { findingsOf } from '../review/findings.ts';
import { type Broken, type KernelState, reviewBase } from '../review/review.ts';
import { readReviewed, type Series, subject } from '../review/series.ts';
import { type Review, type ReviewedBase, reviewStatus } from '../review/verdict.ts';
import { tellFetch } from './build.ts';
import { interruptible } from './interruptible.ts';
import type { ReviewOptions } from './options.ts';
import type { Output } from './output.ts';
import { type Request, realMeans } from './review/means.ts';
import { measurePatches } from './review/patch-coverage.ts';
import { teller } from './say.ts';
import { selectScenarios } from './scenarios.ts';

/** Review a series on each base, and write one report. */
export async function reviewCommand(options: ReviewOptions, output: Output): Promise<number> {
  const say = teller();
  const store = new Store();
  // Everything that can be wrong comes first: building takes minutes.
  const bases = await basesOf(options, store);
  const scenarios = await selectScenarios(options);
  await requireToolchain();
  for (const path of [options.html, options.json]) if (path !== undefined) requireWritable(path);
  using interrupt = interruptible();
  const common = { options, scenarios, store, say, signal: interrupt.signal };
  const reviewed: ReviewedBase[] = [];
  try {
    for (const { base, series } of bases) {
      const review = reviewOn(base, { ...common, series });
      // What was found on the others is not lost.
      reviewed.push(await (bases.length === 1 ? review : review.catch((error) => failedBase(base, series, error))));
      interrupt.signal.throwIfAborted();
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    say('interrupted; no tree of yours was touched, and kernels that were asked are not asked again');
  }
  if (reviewed.length > 0) await report({ title: bases[0]!.series.title, bases: reviewed }, options, output);
  return interrupt.signal.aborted ? EXIT.interrupted : reviewStatus(reviewed);
}

async function report(review: Review, { html, json }: ReviewOptions, output: Output): Promise<void> {
  output.out(renderReview(review));
  if (html !== undefined) {
    const { renderReviewPage } = await import('../report/review/html.ts');
    await writeFile(html, renderReviewPage(review));
  }
  if (json !== undefined) {
    const { renderReviewJson } = await import('../report/review/json.ts');
    await writeFile(json, renderReviewJson(review));
  }
}

/** Each base with the series, which may be another version for each. */
async function basesOf(
  { bases, series, tree }: ReviewOptions,
  store: Store,
): Promise<{ base: Base; series: Series }[]> {
  if (bases.length > 0) {
    const found = await Promise.all(
      bases.map(async (word) => {
        const base = await parseBase(word, tree);
        return { base, series: await readReviewed(series, { tree, base: base.name, store }) };
      }),
    );
    const twice = found.find(({ base }, index) => found.findIndex((one) => one.base.name === base.name) !== index);
    if (twice === undefined) return found;
    throw new UserError(`two bases are called ${twice.base.name}, and so would be their kernels`, {
      hint: 'review them one after the other, or give one of the directories another name',
    });
  }
  const found = await readReviewed(series, { tree, store });
  if (found.range) return [{ base: await parseBase(found.range.start, found.range.repository), series: found }];
  throw new UserError('review needs to know what to apply the series to', {
    hint: '--base 7.3, --base DIR, or --base COMMIT with --tree DIR',
  });
}

function reviewOn(base: Base, request: Request): Promise<ReviewedBase> {
  const { store, signal, say, series, options } = request;
  return withBase(base, { store, signal, onFetch: (event) => tellFetch(event, say) }, async (open) => {
    const patches = subjects(series);
    const total = patches.length;
    const onState = (state: KernelState | Broken) => say(`${base.name}: ${stateInWords(state, total)}`);
    const review = await reviewBase(
      { name: base.name, words: open.words, patches },
      {
        ...realMeans(base, open, request),
        each: options.each,
        onState,
        measure: options.coverage ? measurePatches(base, open, request) : undefined,
      },
    );
    return { ...review, ...findingsOf(review) };
  });
}

/** A base that cannot be had, or is no kernel that can be built. */
function failedBase({ name }: Base, series: Series, error: unknown): ReviewedBase {
  if (!(error instanceof UserError || error instanceof InfrastructureError)) throw error;
  const broken = [{ patch: 0, kind: 'ask' as const, reason: error.message }];
  const nothing = { applied: [], states: [], ...findingsOf({ states: [] }) };
  return { name, words: 'not reviewed', patches: subjects(series), broken, ...nothing };
}

function subjects({ patches }: Series): string[] {
  return patches.map(({ name }) => subject(name));
}

function stateInWords(state: KernelState | Broken, total: number): string {
  if ('reason' in state) return `${brokenInWords(state, total)}: ${state.reason.split('\n')[0]}`;
  if (state.sameAs !== undefined)
    return `${patchLabel(state.patch, total)} is the same image as ${patchLabel(state.sameAs, total)}`;
  return `${patchLabel(state.patch, total)} asked, ${state.path}`;
}
