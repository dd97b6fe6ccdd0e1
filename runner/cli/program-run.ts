/** Declares the commands about scenarios: run, list, show. */
import { type Command, Option } from 'commander';
import { formatsInWords } from '../report/formats/index.ts';
import type { Target } from '../report/formats/write.ts';
import { collect, collectReports, factor, originName, positiveInteger, wholeNumber } from './arguments.ts';
import type { RunOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const suiteWords = 'folder with specs of your own, instead of those that come with kconform';

const patterns = `
A pattern is a part of the identity of scenarios, the file of a spec, or a glob for whole identities
(* within a folder, ** across folders).`;

const runExamples = `
Examples:
  $ kconform run --kernel debian:7.3 --kernel debian:6.12
  $ kconform run --kernel all landlock/scope
  $ kconform run --kernel ./arch/x86/boot/bzImage --tag unix --tag '!slow'
  $ kconform run --kernel debian:7.3 --scenario 'landlock/scope/**' --repeat 10
  $ kconform run --baseline ci/known-failures
  $ kconform run --report junit:junit.xml --report github:- --report github-summary:"$GITHUB_STEP_SUMMARY"`;

/** Add run, list and show. */
export function addRunCommands(program: Command, finish: Finish, output: Output): void {
  selecting(program.command('run').description('run scenarios on kernels and judge what they do'))
    .option('--kernel <name>', 'kernel to run on: a name, a glob, default or all (repeatable)', collect, [])
    .option('--repeat <n>', 'run every scenario this often', positiveInteger, 1)
    .option('--shard <i/n>', 'run only this part; auto asks Slurm, Kubernetes, GitLab, or KCONFORM_SHARD')
    .option('--durations <file>', 'results document to divide by (default: what comes with kconform)')
    .option('--bail <n>', 'end the run when this many scenarios are not as expected', positiveInteger)
    .option('--jobs <n>', 'workers (default: one for each processor, 8 at most)', positiveInteger)
    .option('--timeout-scale <factor>', 'make every deadline longer (default: by accelerator)', factor)
    .addOption(accelOption())
    .option('--results <file>', 'write the results document there (default: results/<UTC time>.json)')
    .addOption(baselineOption())
    .option(
      '--report <format:file>',
      'write a report as well, see below; - is the standard output (repeatable)',
      collectReports,
      [],
    )
    .option('--junit <file>', 'same as --report junit:<file>')
    .option('--ktap <file>', 'same as --report ktap:<file>')
    .option('--origin <name>', 'who submits, for --report kcidb:<file> (default: kconform)', originName)
    .option('-v, --verbose', 'show every verdict and every failure', false)
    .addHelpText('after', `${patterns}\n\nReports:\n${formatsInWords()}\n${runExamples}`)
    .action(
      async (
        filters: string[],
        options: Omit<RunOptions, 'kernels' | 'scenarios' | 'tags' | 'reports'> & {
          report: Target[];
          junit?: string;
          ktap?: string;
          kernel: string[];
          scenario: string[];
          tag: string[];
        },
      ) => {
        const { kernel, scenario, tag, report, junit, ktap, ...others } = options;
        const { suite, repeat, shard, durations, bail, jobs, timeoutScale, accel } = others;
        const { results, baseline, origin, verbose } = others;
        const { runCommand } = await import('./run.ts');
        finish(
          await runCommand({
            kernels: kernel.length > 0 ? kernel : ['default'],
            scenarios: [...scenario, ...filters],
            tags: tag,
            reports: [
              ...report,
              ...(junit === undefined ? [] : [{ format: 'junit', path: junit }]),
              ...(ktap === undefined ? [] : [{ format: 'ktap', path: ktap }]),
            ],
            ...{ suite, repeat, shard, durations, bail, jobs, timeoutScale, accel },
            ...{ results, baseline, origin, verbose },
            command: ['kconform', ...process.argv.slice(2)].join(' '),
          }),
        );
      },
    );

  selecting(program.command('list').description('list scenarios'))
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `${patterns}\n\nExamples:\n  $ kconform list landlock/scope\n  $ kconform list --tag unix --json`,
    )
    .action(
      async (
        filters: string[],
        { scenario, tag, suite, json }: { scenario: string[]; tag: string[]; suite?: string; json: boolean },
      ) => {
        const { listCommand } = await import('./list.ts');
        finish(await listCommand({ scenarios: [...scenario, ...filters], tags: tag, suite, json }, output));
      },
    );

  program
    .command('show')
    .description('show one scenario: its promise, its steps, what is expected of them, and its plan')
    .argument('<scenario>', 'identity, or a part of it that only one scenario has')
    .option(
      '--abi <n>',
      'what a kernel with this Landlock ABI is asked and expected to do (0: without Landlock; default: the newest)',
      wholeNumber,
    )
    .option('--suite <folder>', suiteWords)
    .option('--plan', 'nothing but the plan, to be piped into the probe', false)
    .option('--control', 'show the plan of the control arm', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ kconform show connect-to-an-abstract-stream-socket-siblings-strict\n  $ kconform show --abi 5 --plan ID > plan',
    )
    .action(async (scenario: string, options: { abi?: number; suite?: string; plan: boolean; control: boolean }) => {
      const { showCommand } = await import('./show.ts');
      const { abi, suite, plan, control } = options;
      finish(await showCommand({ scenario, abi, suite, plan, control }, output));
    });
}

/** --accel, of every command that starts guests. */
export function accelOption(): Option {
  return new Option('--accel <accelerator>', 'how guests are executed; auto tries KVM and falls back')
    .choices(['auto', 'kvm', 'tcg'])
    .default('auto');
}

/** --baseline, of commands that judge. */
export function baselineOption(): Option {
  const words = 'known failures, or results of an earlier run: fail on regressions only (repeatable)';
  return new Option('--baseline <file>', words).argParser(collect).default([]);
}

/** Pattern, --scenario, --tag and --suite. */
export function selecting(command: Command): Command {
  return command
    .argument('[pattern...]', 'same as --scenario')
    .option('--scenario <pattern>', 'scenarios to choose (repeatable; default: all)', collect, [])
    .option('--tag <tag>', 'only scenarios with this tag; !tag leaves them out (repeatable)', collect, [])
    .option('--suite <folder>', suiteWords);
}
