/** A run as KTAP and TAP tell it: kernels, in them specs, in them scenarios. */
import type { Results, Verdict } from '../../results/schema.ts';
import { knownLines } from '../known.ts';
import { errataText } from '../matrix.ts';
import { renderEvidence } from '../steps.ts';
import { byTopic, slugOf, topicsOf } from '../topics.ts';

/** A result line and all that belongs to it. `children` makes it a nested test. */
export interface Test {
  name: string;
  ok: boolean;
  /** Why it was not run; empty when that goes without saying. */
  skip?: string | undefined;
  /** What became of it, when it is not ok. */
  verdict?: Verdict['verdict'] | 'infrastructure';
  diagnostics: string[];
  children?: Test[];
}

/** All tests of a document, one a kernel; what kept the run from being whole is a test that failed. */
export function* testsOf(doc: Results): Generator<Test> {
  const topics = topicsOf(doc);
  const verdicts = Map.groupBy(doc.verdicts, ({ kernel }) => kernel);
  for (const { id, release, abi, errata } of doc.kernels) {
    const specs = [...byTopic(verdicts.get(id) ?? [], topics)];
    const children = specs.map(([name, verdicts]) => parent(name, verdicts.map(scenarioTest)));
    const about = `kernel ${release}, Landlock ABI ${abi}, errata ${errataText(errata)}`;
    yield { ...parent(id, children), diagnostics: [about] };
  }
  yield* infrastructureTests(doc);
}

/** How many there are. */
export function countTests(doc: Results): number {
  return doc.kernels.length + infrastructureTests(doc).length;
}

function parent(name: string, children: Test[]): Test {
  const skipped = children.length > 0 && children.every(({ skip }) => skip !== undefined);
  return { name, ok: children.every(({ ok }) => ok), skip: skipped ? '' : undefined, diagnostics: [], children };
}

function scenarioTest(verdict: Verdict): Test {
  const { scenario, verdict: outcome, reason, repeat } = verdict;
  const name = slugOf(scenario) + (repeat ? `-repeat-${repeat}` : '');
  if (outcome === 'pass') return { name, ok: true, diagnostics: knownLines(verdict) };
  if (outcome === 'unsupported') return { name, ok: true, skip: reason, diagnostics: [] };
  return { name, ok: false, verdict: outcome, diagnostics: [renderEvidence(verdict)] };
}

function infrastructureTests(doc: Results): Test[] {
  const messages = doc.infrastructure.map(
    ({ kernel, message }) => `${kernel === undefined ? '' : `${kernel}: `}${message}`,
  );
  if (doc.status !== 'complete' && messages.length === 0) messages.push(`the run was ${doc.status}`);
  if (messages.length === 0) return [];
  return [{ name: 'infrastructure', ok: false, verdict: 'infrastructure', diagnostics: messages }];
}
