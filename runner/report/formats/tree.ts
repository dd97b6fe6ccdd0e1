/** A run as KTAP and TAP tell it: kernels, in them specs, in them scenarios. */
import type { Results, Verdict } from '../../results/schema.ts';
import { knownLines } from '../known.ts';
import { errataText } from '../matrix.ts';
import { renderEvidence } from '../steps.ts';
import { byTopic, slugOf, topicsOf } from '../topics.ts';
import type { Measured } from './baseline.ts';

/** A result line and all that belongs to it. `children` makes it a nested test. */
export interface Test {
  name: string;
  ok: boolean;
  /** Why it was not run; empty when that goes without saying. */
  skip?: string | undefined;
  /** Why it is expected to fail, and does. */
  known?: string | undefined;
  /** What became of it, when it is not ok. */
  verdict?: Verdict['verdict'] | 'infrastructure';
  diagnostics: string[];
  children?: Test[];
}

/** All tests of a document, one a kernel; what kept the run from being whole is a test that failed. */
export function* testsOf(measured: Measured): Generator<Test> {
  const { doc } = measured;
  const topics = topicsOf(doc);
  const verdicts = Map.groupBy(doc.verdicts, ({ kernel }) => kernel);
  for (const { id, release, abi, errata } of doc.kernels) {
    const specs = [...byTopic(verdicts.get(id) ?? [], topics)];
    const children = specs.map(([name, verdicts]) =>
      parent(
        name,
        verdicts.map((verdict) => scenarioTest(verdict, measured)),
      ),
    );
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
  const ok = children.every(({ ok, known }) => ok || known !== undefined);
  return { name, ok, skip: skipped ? '' : undefined, diagnostics: [], children };
}

function scenarioTest(verdict: Verdict, { excuse, remarks }: Measured): Test {
  const { scenario, verdict: outcome, reason, repeat } = verdict;
  const name = slugOf(scenario) + (repeat ? `-repeat-${repeat}` : '');
  if (outcome === 'pass') return { name, ok: true, diagnostics: [...knownLines(verdict), ...remarks(verdict)] };
  if (outcome === 'unsupported') return { name, ok: true, skip: reason, diagnostics: [] };
  const diagnostics = [...remarks(verdict), renderEvidence(verdict)];
  return { name, ok: false, known: excuse(verdict), verdict: outcome, diagnostics };
}

function infrastructureTests(doc: Results): Test[] {
  const messages = doc.infrastructure.map(
    ({ kernel, message }) => `${kernel === undefined ? '' : `${kernel}: `}${message}`,
  );
  if (doc.status !== 'complete' && messages.length === 0) messages.push(`the run was ${doc.status}`);
  if (messages.length === 0) return [];
  return [{ name: 'infrastructure', ok: false, verdict: 'infrastructure', diagnostics: messages }];
}
