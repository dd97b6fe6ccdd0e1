/** What is not as expected, for people. */
import { program } from '../../vm/installation.ts';
import type { Results, Scenario, Verdict } from '../results/schema.ts';
import { quote } from './quote.ts';
import { plain, plural, type Style } from './style.ts';
import { compare } from './topics.ts';

/** What happened to a scenario, on all kernels where the same happened. */
export interface FailureGroup {
  verdict: Verdict['verdict'];
  scenario: string;
  reason: string;
  splat: string | undefined;
  kernels: string[];
  /** All of them, repetitions included. */
  verdicts: Verdict[];
}

/** Failures, those with the same scenario, verdict and reason together. */
export function groupFailures(doc: Results): FailureGroup[] {
  const failed = doc.verdicts.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'unsupported');
  const groups = Map.groupBy(failed, ({ verdict, scenario, reason }) => JSON.stringify([scenario, verdict, reason]));
  return [...groups.values()]
    .map((verdicts) => {
      const { verdict, scenario, reason, splats } = verdicts[0]!;
      const kernels = [...new Set(verdicts.map(({ kernel }) => kernel))];
      return { verdict, scenario, reason, splat: splats?.[0]?.title, kernels, verdicts };
    })
    .sort((a, b) => compare(a.scenario, b.scenario));
}

/** The command that runs one scenario on one kernel again. */
export function replayCommand(
  kernel: string,
  scenario: string,
  { suite, again }: Partial<Pick<Scenario, 'suite' | 'again'>> = {},
): string {
  const of = suite === undefined ? [] : ['--suite', suite];
  const [command = 'run', ...words] = again ?? ['run', ...of, '--scenario', scenario];
  return [...program.split(' '), command, '--kernel', kernel, ...words].map(quote).join(' ');
}

/** The list of failures; empty when there are none. */
export function renderFailures(
  doc: Results,
  { most = 25, style = plain }: { most?: number; style?: Style } = {},
): string {
  const groups = groupFailures(doc);
  const promises = new Map(doc.scenarios.map((scenario) => [scenario.id, scenario]));
  const shown = groups.slice(0, most).map((group) => {
    const promise = promises.get(group.scenario);
    const lines = [
      `${style.bad(group.verdict)}  ${style.bold(group.scenario)}`,
      `  on ${group.kernels.join(', ')}${group.verdicts.length > group.kernels.length ? ` (${plural(group.verdicts.length, 'time')})` : ''}`,
      ...group.reason.split('\n').map((line) => `  ${line}`),
      ...(group.splat === undefined || group.reason.includes(group.splat) ? [] : [`  ${group.splat}`]),
      ...(promise === undefined
        ? []
        : [style.dim(`  promised in ${promise.doc}`), style.dim(`  checked in ${promise.file}`)]),
      `  ${replayCommand(group.kernels.at(-1)!, group.scenario, promise)}`,
    ];
    return lines.join('\n');
  });
  if (groups.length > most) shown.push(`… and ${plural(groups.length - most, 'more failure')}, all in the results`);
  return shown.join('\n\n');
}
