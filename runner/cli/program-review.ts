/** Declares the commands that judge patches: review. */
import type { Command } from 'commander';
import { UserError } from '../../vm/errors.ts';
import { collect, positiveInteger } from './arguments.ts';
import type { ReviewOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';
import { accelOption, selecting } from './program-run.ts';

const reviewWords = `
A base is a series that Debian packages (7.3), a directory (a git checkout as it is, or an unpacked tarball), or a
commit of --tree; of a range, it is where the range starts unless --base says otherwise. A series is mailboxes
(those of b4 too), patches, directories of these, or one range of commits of --tree such as v7.2..topic. Where a
directory has one that is called like the base (scope/7.2), that is taken.

Each patch is applied as git am --3way does it, in a repository of our own: your trees are only read. The report
says what the series changes, at which patch, what scenarios show that need what it adds, new splats and new
warnings of the compiler. Results of each kernel stay in results/review/, and serve again for the same image.

Examples:
  $ kconform review --base 7.3 --series v2.mbox --each
  $ kconform review --base 7.2 --base 7.3 --series v2.mbox --html review.html landlock/scope
  $ kconform review --tree ~/linux --series v7.2..topic --each --coverage

Exit status:
  0    the series applies and builds, and nothing regressed
  1    a patch does not apply or does not build, or behaviour regressed, be it between patches only
  2    wrong usage
  69   a base or a kernel could not be built or asked, for no fault of the series that is known
  130  interrupted: the results of the kernels so far are saved`;

interface Declared extends Omit<ReviewOptions, 'bases' | 'scenarios' | 'tags' | 'command'> {
  base: string[];
  scenario: string[];
  tag: string[];
}

/** Add review. */
export function addReviewCommand(program: Command, finish: Finish, output: Output): void {
  selecting(program.command('review').description('say what a series of patches changes, and at which patch'))
    .option('--base <base>', 'what to apply it to: 7.3, a directory, or a commit (repeatable)', collect, [])
    .option('--series <patches>', 'mailbox, patch, directory (repeatable), or one range of commits', collect, [])
    .option('--each', 'build and ask a kernel after every patch', false)
    .option('--tree <dir>', 'git checkout that commits and ranges are of', '.')
    .option('--config <fragment>', 'debug, faults, or a file with options (repeatable)', collect, [])
    .option('--coverage', 'say which added lines ran, on a kernel that counts', false)
    .option('--repeat <n>', 'ask every scenario this often', positiveInteger, 1)
    .option('--jobs <n>', 'compilers and workers at a time (default: one for each processor)', positiveInteger)
    .addOption(accelOption())
    .option('--fresh', 'ask all kernels again, whatever results there are', false)
    .option('--html <file>', 'write the report as a page as well')
    .option('--json <file>', 'write it for programs as well')
    .addHelpText('after', reviewWords)
    .action(async (filters: string[], { base, scenario, tag, ...options }: Declared) => {
      if (options.series.length === 0)
        throw new UserError('review takes a series', {
          hint: '--series v2.mbox, --series DIR, or --series v7.2..topic',
        });
      const { reviewCommand } = await import('./review.ts');
      const command = ['kconform', ...process.argv.slice(2)].join(' ');
      const scenarios = [...scenario, ...filters];
      finish(await reviewCommand({ ...options, bases: base, scenarios, tags: tag, command }, output));
    });
}
