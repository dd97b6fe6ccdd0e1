/** The command line. Commands are imported when they run, so that --help costs nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Help } from 'commander';
import { root } from '../../vm/installation.ts';
import { type Output, standardOutput } from './output.ts';
import { addBisectCommand } from './program-bisect.ts';
import { addBuildCommand } from './program-build.ts';
import { addCoverageCommand } from './program-coverage.ts';
import { addDiffCommand } from './program-diff.ts';
import { addDocsCommand } from './program-docs.ts';
import { addKernelsCommand } from './program-kernels.ts';
import { addOwnCommands } from './program-own.ts';
import { addReportCommands } from './program-report.ts';
import { addReviewCommand } from './program-review.ts';
import { addRootfsCommand } from './program-rootfs.ts';
import { addRunCommands } from './program-run.ts';
import { addScaleCommands } from './program-scale.ts';
import { addSelftestsCommand } from './program-selftests.ts';

/** Receives the exit status of the command that ran. */
export type Finish = (status: number) => void;

const statuses = `
Exit status:
  0    every verdict is as expected (unsupported scenarios included)
  1    some verdict is not
  2    wrong usage
  69   infrastructure failed: the verdicts, if any, are saved
  70   a bug in kconform
  130  interrupted: the verdicts so far are saved`;

const examples = `
Examples:
  $ kconform run                                    all scenarios on the default kernels
  $ kconform run --kernel ./linux landlock/scope    one folder, on the kernel built in ./linux
  $ kconform report --format junit > junit.xml      the last run, for CI
  $ kconform doctor                                 is this machine ready?`;

/** The version in package.json. */
export function version(): string {
  const path = join(root, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

/** The whole program. */
export function createProgram(finish: Finish, output: Output = standardOutput): Command {
  const program = new Command('kconform')
    .description('Landlock, asked in the kernel: conformance scenarios on real kernels.')
    .version(version())
    .helpCommand('help [command]', 'explain a command')
    .showSuggestionAfterError()
    // That an option which may be repeated was not given is no default worth telling.
    .configureHelp({
      optionDescription: (option) => new Help().optionDescription(option).replace(/ ?\(default: \[\]\)/, ''),
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text),
      writeErr: (text) => output.err(text),
      outputError: (text, write) => write(`kconform: ${text}`),
    })
    .addHelpText('after', `${examples}\n${statuses}`);
  addRunCommands(program, finish, output);
  addSelftestsCommand(program, finish);
  addScaleCommands(program, finish, output);
  addReportCommands(program, finish, output);
  addDocsCommand(program, finish, output);
  addDiffCommand(program, finish, output);
  addKernelsCommand(program, finish, output);
  addRootfsCommand(program, finish, output);
  addOwnCommands(program, finish, output);
  addBuildCommand(program, finish, output);
  addCoverageCommand(program, finish, output);
  addBisectCommand(program, finish, output);
  addReviewCommand(program, finish, output);
  return program;
}
