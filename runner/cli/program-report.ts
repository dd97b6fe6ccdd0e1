/** Declares the commands that look at what is there: report, doctor. */
import { type Command, Option } from 'commander';
import { FORMAT_NAMES, formatsInWords } from '../report/formats/index.ts';
import { collect, originName } from './arguments.ts';
import type { ReportOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const reportExamples = `
Examples:
  $ kconform report
  $ kconform report results/20261122T001655Z.json --format ktap
  $ kconform report --html site results/*.json
  $ kconform report --format github-summary >> "$GITHUB_STEP_SUMMARY"
  $ kconform report --format json | jq '.verdicts[] | select(.verdict != "pass")'`;

/** Add report and doctor. */
export function addReportCommands(program: Command, finish: Finish, output: Output): void {
  program
    .command('report')
    .description('show the results of a run again')
    .argument(
      '[files...]',
      'results document, or the journal of a run that was killed (default: "results/latest.json"); several for --html',
    )
    .addOption(new Option('--format <format>', 'what to print, see below').choices(FORMAT_NAMES).default('matrix'))
    .option(
      '--baseline <file>',
      'what the run was measured against: known failures do not count (repeatable)',
      collect,
      [],
    )
    .option('--origin <name>', 'who submits, for kcidb (default: kconform)', originName)
    .option('--html <folder>', 'write a site to look at, with everything that all the documents hold')
    .option('-v, --verbose', 'show every failure', false)
    .addHelpText('after', `\nFormats:\n${formatsInWords()}\n${reportExamples}`)
    .action(async (files: string[], options: Omit<ReportOptions, 'files'>) => {
      const { reportCommand } = await import('./report.ts');
      finish(await reportCommand({ files, ...options }, output));
    });

  program
    .command('doctor')
    .description('say whether this machine is ready, and what is missing')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExits with 69 when something that is needed is missing.\n\nExamples:\n  $ kconform doctor\n  $ kconform doctor --json',
    )
    .action(async ({ json }: { json: boolean }) => {
      const { doctorCommand } = await import('./doctor.ts');
      finish(await doctorCommand({ json }, output));
    });
}
