/** Which cases a program of kselftest_harness.h has, and what is said of one that runs alone. */
import type { PlanRunner } from '../../vm/guest/guest.ts';
import type { SelftestProgram, Selftests } from '../../vm/selftests/build.ts';
import { isExpected } from '../results/summary.ts';
import { launchProgram } from './launch.ts';
import { untangle } from './untangle.ts';
import { type Judged, WHOLE } from './verdicts.ts';

/**
 * Ask a program for its cases.
 *
 * @param guest serves nobody else afterwards
 * @returns names for `-r`, in the order in which they run; empty for a program that does not list any
 */
export async function listCases(
  guest: PlanRunner,
  selftests: Selftests,
  program: SelftestProgram,
  slowness: number,
): Promise<string[]> {
  const { reply, observation } = await launchProgram(guest, selftests, program, { slowness, list: true });
  // What a program does that does not know the option is its own affair.
  if (observation?.end.kind !== 'ok' || observation.steps[0]?.result.kind === 'blocked') return [];
  const said = untangle(reply.console).filter(({ by }) => by === 'program');
  return parseCases(said.map(({ text }) => text));
}

/** The columns of `# FIXTURE VARIANT TEST`; a longer name moves those behind it. */
const WIDTHS = { fixture: 20, variant: 25 };

/**
 * The names of cases in what `-l` prints: for each fixture a table whose columns have nothing to do with each other, for every test runs with every variant
 * (test_harness_list_tests() and test_harness_run() of tools/testing/selftests/kselftest_harness.h).
 */
export function parseCases(lines: readonly string[]): string[] {
  const begin = lines.findIndex((line) => /^# FIXTURE +VARIANT +TEST$/.test(line));
  if (begin < 0) return [];
  const tables: { fixture: string; variants: string[]; tests: string[] }[] = [];
  let first = true;
  for (const line of lines.slice(begin + 1)) {
    if (/^-{80}$/.test(line)) {
      first = true;
      continue;
    }
    const [fixture, rest] = column(line, WIDTHS.fixture);
    const [variant, test] = column(rest, WIDTHS.variant);
    if (first) tables.push({ fixture, variants: [], tests: [] });
    first = false;
    if (variant !== '') tables.at(-1)!.variants.push(variant);
    if (test !== '') tables.at(-1)!.tests.push(test);
  }
  return tables.flatMap(({ fixture, variants, tests }) =>
    (variants.length > 0 ? variants : [undefined]).flatMap((variant) =>
      tests.map((test) => [fixture, variant, test].filter((part) => part !== undefined).join('.')),
    ),
  );
}

function column(line: string, width: number): [text: string, rest: string] {
  const text = /^\S*/.exec(line)![0];
  return [text, line.slice(Math.max(width, text.length) + 1)];
}

/**
 * Of a program that was told to run one case, what is said of that case: the program as a whole says nothing else. Its time is the case's.
 *
 * @param judged of the program
 * @param only name of the case
 */
export function judgedAlone(judged: readonly Judged[], only: string): Judged[] {
  const nameOf = ({ scenario }: Judged) => scenario.id.split('/').at(-1);
  const whole = judged.find((one) => nameOf(one) === WHOLE)!;
  const found = judged.find((one) => nameOf(one) === only);
  if (found) {
    // What went wrong after its last word is told as well.
    const spoiled = isExpected(found.verdict.verdict) && !isExpected(whole.verdict.verdict);
    const { scenario, ms } = { ...whole.verdict, scenario: found.scenario.id };
    return [{ ...found, verdict: { ...(spoiled ? whole.verdict : found.verdict), scenario, ms } }];
  }
  if (judged.length > 1 || !isExpected(whole.verdict.verdict)) return [...judged];
  const { family, again = [] } = whole.scenario;
  const id = `${family}/${only}`;
  const target = `${again.at(-1)}/${only}`;
  return [
    {
      scenario: { ...whole.scenario, id, title: only, again: [...again.slice(0, -1), target] },
      verdict: { ...whole.verdict, scenario: id, verdict: 'broken', reason: `its program has no case '${only}'` },
    },
  ];
}

/**
 * Of a test of LTP that was told to run on one file system, what is said of it there, for each of its variants. The program as a whole is told when something went wrong that is
 * said of none of these, or when it did not get there.
 *
 * @param judged of the program
 */
export function judgedOn(judged: readonly Judged[]): Judged[] {
  const cases = judged.slice(0, -1);
  const { verdict } = judged.at(-1)!;
  if (cases.length === 0 || !isExpected(verdict.verdict)) return [...judged];
  return cases.length > 1 ? cases : cases.map((one) => ({ ...one, verdict: { ...one.verdict, ms: verdict.ms } }));
}
