/** Declares the commands about what of a kernel is executed: coverage. */
import { type Command, InvalidArgumentError } from 'commander';
import { collect, factor, positiveInteger } from './arguments.ts';
import type { CoverageOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';
import { accelOption, selecting } from './program-run.ts';

const coverageWords = `
The kernel must count: build it with --config coverage, from any source. Lines and branches are those that gcc's gcov
tells of the directories that it was built to count in. Counters are read from the guests after every 50 plans, so
that a guest that dies takes only the last ones with it.

With --series, added lines are told patch by patch, as they are after the last one. A line that a later patch changes
again is that one's.

Examples:
  $ kconform build --source 7.3 --config coverage --name cov && kconform coverage --kernel build:cov
  $ kconform coverage --kernel build:cov landlock/scope --lcov scope.info && genhtml --branch-coverage -o html scope.info
  $ kconform build --tree ~/linux --series v2.mbox --config coverage --name v2
  $ kconform coverage --kernel build:v2 --series v2.mbox --json v2.json

Exit status:
  0    the counters are told, whatever the verdicts
  1    less is reached than --lines and --branches ask for
  2    wrong usage, or the kernel does not count
  69   infrastructure failed; what was counted is told all the same`;

/** Add coverage. */
export function addCoverageCommand(program: Command, finish: Finish, output: Output): void {
  selecting(program.command('coverage').description('say which lines of a kernel scenarios execute'))
    .requiredOption('--kernel <name>', 'kernel that counts: build:NAME')
    .option('--series <file>', 'patches that it was built with: tell which added lines ran (repeatable)', collect, [])
    .option('--lcov <file>', 'write a tracefile for genhtml, and whatever else reads those of lcov')
    .option('--json <file>', 'write every line with its count, and the series')
    .option('--document <file>', 'write the table between the marks of a document (docs/coverage.md)')
    .option('--lines <percent>', 'exit with 1 when fewer lines are reached', percentage, 0)
    .option('--branches <percent>', 'exit with 1 when fewer branches are taken', percentage, 0)
    .option('--jobs <n>', 'workers (default: one for each processor, 8 at most)', positiveInteger)
    .option('--timeout-scale <factor>', 'make every deadline longer (default: by accelerator)', factor)
    .addOption(accelOption())
    .option('--results <file>', 'write the results document there (default: results/<UTC time>.json)')
    .addHelpText('after', coverageWords)
    .action(
      async (
        filters: string[],
        {
          scenario,
          tag,
          ...options
        }: Omit<CoverageOptions, 'scenarios' | 'tags' | 'command'> & { scenario: string[]; tag: string[] },
      ) => {
        const { coverageCommand } = await import('./coverage.ts');
        finish(
          await coverageCommand(
            {
              ...options,
              scenarios: [...scenario, ...filters],
              tags: tag,
              command: ['kconform', ...process.argv.slice(2)].join(' '),
            },
            output,
          ),
        );
      },
    );
}

function percentage(value: string): number {
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number > 100)
    throw new InvalidArgumentError('It must be a number from 0 to 100.');
  return number;
}
