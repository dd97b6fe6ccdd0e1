/** `kconform bisect`. */
import { cpus } from 'node:os';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { BuildFailure, buildKernelFrom } from '../../vm/kernels/build/index.ts';
import { Store } from '../../vm/store/index.ts';
import { answerOf, differenceOfEnds, type Ends } from '../bisect/answers.ts';
import { bisect } from '../bisect/bisect.ts';
import { inClone } from '../bisect/clone.ts';
import { commitOf, describeCommit, git, repositoryAt } from '../bisect/git.ts';
import { standingOf } from '../bisect/standing.ts';
import type { Standing } from '../compare/index.ts';
import { stepLines } from '../report/diff/steps.ts';
import { EXIT } from '../results/summary.ts';
import { tellBuild } from './build.ts';
import { interruptible } from './interruptible.ts';
import type { BisectOptions } from './options.ts';
import type { Output } from './output.ts';
import { teller } from './say.ts';
import { oneScenario } from './scenarios.ts';

const NAME = 'bisect';

/** Find the commit that changed what a scenario observes. */
export async function bisectCommand(options: BisectOptions, output: Output): Promise<number> {
  const say = teller();
  using interrupt = interruptible();
  const { signal } = interrupt;
  try {
    const repository = await repositoryAt(options.tree);
    const [good, bad] = [await commitOf(repository, options.good), await commitOf(repository, options.bad)];
    const scenario = await oneScenario(options.scenario, options.suite);
    const ask = (clone: string) => measure({ ...options, scenario, clone, say, signal });
    const search = async (clone: string) => {
      const measured = ask(clone);
      const ends: Ends = {
        good: await end(clone, good, 'good', measured),
        bad: await end(clone, bad, 'bad', measured),
      };
      const difference = differenceOfEnds(ends);
      if (difference === undefined) {
        throw new UserError(
          `${scenario.id} answers the same at ${options.good} and at ${options.bad}: there is nothing to find`,
        );
      }
      say(`${scenario.id}: ${difference.what}`);
      const { candidates, steps } = await bisect({
        clone,
        good,
        bad,
        signal,
        onStep: (commit, left) => say(`${commit.slice(0, 12)}: ${left}`),
        ask: async (commit) => {
          const standing = await measured(commit);
          const answer =
            typeof standing === 'string' ? { answer: 'skip' as const, why: standing } : answerOf(standing, ends);
          say(`${commit.slice(0, 12)}: ${answer.answer} (${answer.why})`);
          return answer;
        },
      });
      const words = await Promise.all(candidates.map((commit) => describeCommit(clone, commit)));
      const lines = stepLines(difference, false).map(({ sign, text }) => `${sign}    ${text}\n`);
      const skipped = steps.filter(({ answer }) => answer === 'skip').length;
      output.out(
        candidates.length === 1
          ? `first bad commit: ${words[0]}\n`
          : `one of these, of which ${skipped} could not be asked:\n${words.map((one) => `  ${one}\n`).join('')}`,
      );
      output.out(` ${scenario.id}\n${lines.join('')}`);
      return EXIT.pass;
    };
    return await inClone(new Store(), repository, search, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    say('interrupted; your tree is as it was');
    return EXIT.interrupted;
  }
}

type Measured = (commit: string) => Promise<Standing | string>;

interface Measuring extends Omit<BisectOptions, 'scenario'> {
  scenario: Awaited<ReturnType<typeof oneScenario>>;
  clone: string;
  say: ReturnType<typeof teller>;
  signal: AbortSignal;
}

/** Builds what is checked out, and asks it. */
function measure({ scenario, clone, config, suite, repeat, jobs, say, signal }: Measuring): Measured {
  return async () => {
    try {
      await buildKernelFrom({
        name: NAME,
        tree: clone,
        series: [],
        config,
        jobs: jobs ?? cpus().length,
        signal,
        onBuild: (event) => tellBuild(NAME, event, say),
      });
    } catch (error) {
      if (error instanceof BuildFailure && !signal.aborted) return error.message.split('\n').slice(0, 2).join(' ');
      throw error;
    }
    const onEvent = () => {};
    return standingOf({ scenario, kernel: `build:${NAME}`, suite, repeat, onEvent, signal });
  };
}

async function end(clone: string, commit: string, which: string, measured: Measured): Promise<Standing> {
  await git(clone, ['checkout', '--quiet', '--force', '--detach', commit]);
  const standing = await measured(commit);
  if (typeof standing !== 'string') return standing;
  throw new InfrastructureError(`the ${which} commit ${commit.slice(0, 12)} cannot be asked: ${standing}`, {
    hint: 'choose one that builds and boots',
  });
}
