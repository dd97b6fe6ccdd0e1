/** Declares the command that runs the kernel's own selftests: selftests. */
import type { Command } from 'commander';
import { UserError } from '../../vm/errors.ts';
import { formatsInWords } from '../report/formats/index.ts';
import { collect, collectReports, factor, originName, positiveInteger, sourceSeries } from './arguments.ts';
import type { SelftestsOptions } from './options.ts';
import type { Finish } from './program.ts';
import { accelOption, baselineOption } from './program-run.ts';

const selftestsWords = `
A target is a directory below tools/testing/selftests, one of its programs, or one of that program's cases.
Programs are built statically from the source, once, and each runs in a guest of its own. Building needs gcc, make,
and the libraries that the tests link: libcap-dev for Landlock's.

Selftests test the kernel that they come with. On another one, some are expected to fail.

With --ltp, tests of the Linux Test Project run instead: from the prefix of an installed one, or from a source tree,
where those that are not built are built in a copy. A target is a tag of its runtest files, a program, or a glob of
these, and TAG/FILESYSTEM is one file system of a test that runs on several. --ltp debian takes Debian's package ltp,
which neither bookworm nor trixie has today.`;

const selftestsExamples = `
Examples:
  $ kconform selftests --kernel debian:7.3
  $ kconform selftests --kernel build:mine --tree ~/linux landlock seccomp pidfd
  $ kconform selftests --kernel build:v2 --source 7.3 --series v2.mbox
  $ kconform selftests --kernel debian:7.3 landlock/fs_test/layout1.inval
  $ kconform selftests --kernel debian:7.3 --baseline ci/known-failures
  $ kconform selftests --kernel debian:7.3 --ltp /opt/ltp
  $ kconform selftests --kernel debian:7.3 --ltp ~/ltp 'landlock*' landlock04/ext4
  $ kconform selftests --kernel debian:7.3 --report junit:selftests.xml`;

/** Add selftests. */
export function addSelftestsCommand(program: Command, finish: Finish): void {
  program
    .command('selftests')
    .description("build the kernel's own selftests, run them on kernels, and report their cases")
    .argument(
      '[target...]',
      "DIRECTORY, DIRECTORY/PROGRAM or DIRECTORY/PROGRAM/CASE (default: landlock; with --ltp, 'landlock*')",
    )
    .option('--kernel <name>', 'kernel to run on: a name, a glob, default or all (repeatable)', collect, [])
    .option('--source <series>', 'source that Debian packages (default: the newest in the lock file)', sourceSeries)
    .option('--tree <dir>', 'or a tree, which is only read')
    .option('--series <file>', 'patches on top: files, mailboxes, directories (repeatable)', collect, [])
    .option('--ltp <dir>', "instead of the kernel's, tests of the Linux Test Project that is there, which is only read")
    .option('--jobs <n>', 'guests at a time (default: one for each processor, 8 at most)', positiveInteger)
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
    .option('--origin <name>', 'who submits, for --report kcidb:<file> (default: kconform)', originName)
    .option('-v, --verbose', 'show every verdict and every failure', false)
    .addHelpText('after', `${selftestsWords}\n\nReports:\n${formatsInWords()}\n${selftestsExamples}`)
    .action(
      async (
        targets: string[],
        {
          kernel,
          report,
          ...options
        }: Omit<SelftestsOptions, 'targets' | 'kernels' | 'reports' | 'command'> & {
          kernel: string[];
          report: SelftestsOptions['reports'];
        },
      ) => {
        if (options.tree !== undefined && options.source !== undefined)
          throw new UserError('selftests takes either --tree or --source', { hint: '--tree DIR, or --source 7.3' });
        const kernelsOwn = options.tree ?? options.source ?? options.series[0];
        if (options.ltp !== undefined && kernelsOwn !== undefined)
          throw new UserError("with --ltp there is no source of the kernel's own selftests", {
            hint: '--ltp DIR alone, or --tree, --source and --series without it',
          });
        const { selftestsCommand } = await import('./selftests.ts');
        finish(
          await selftestsCommand({
            ...options,
            targets: targets.length > 0 ? targets : [options.ltp === undefined ? 'landlock' : 'landlock*'],
            kernels: kernel.length > 0 ? kernel : ['default'],
            reports: report,
            command: ['kconform', ...process.argv.slice(2)].join(' '),
          }),
        );
      },
    );
}
