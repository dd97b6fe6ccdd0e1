/** Declares the commands that build kernels: build. */
import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../../vm/errors.ts';
import { collect, positiveInteger, sourceSeries } from './arguments.ts';
import type { BuildOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const buildWords = `
The configuration is tinyconfig with what guests and the Landlock suites need; --config adds to it:
  debug     KASAN, lockdep, UBSAN
  coverage  gcov counters in security/landlock, or in each --coverage-directory
  faults    allocations that fail on demand
  FILE      options of your own; one that the kernel does not take is an error that says why

A tree may be a git checkout, as it is with changes that are not committed, or an unpacked tarball. It is copied,
and never changed. Builds of one tree share their objects; the same source, configuration and compiler is never
built twice. Building needs flex, bison, bc and libelf-dev.

Examples:
  $ kconform build --source 7.3
  $ kconform build --tree ~/linux --name mine && kconform run --kernel build:mine
  $ kconform build --source 7.3 --series v2-0001-landlock.patch --name v2
  $ kconform build --tree ~/linux --config debug --config ./my.config`;

/** Add build. */
export function addBuildCommand(program: Command, finish: Finish, output: Output): void {
  program
    .command('build')
    .description('build a kernel from source, as build:NAME')
    .option('--tree <dir>', 'tree to build')
    .option('--source <series>', 'or the source that Debian packages: 5.10, 6.1, 6.12, 7.2, 7.3', sourceSeries)
    .option('--series <file>', 'patches on top: files, mailboxes, directories (repeatable)', collect, [])
    .option('--config <fragment>', 'debug, coverage, faults, or a file with options (repeatable)', collect, [])
    .option(
      '--coverage-directory <path>',
      'with --config coverage: count what is executed there (repeatable)',
      collect,
      [],
    )
    .option(
      '--name <name>',
      'what the kernel is called (default: after the tree, the series and the configuration)',
      buildName,
    )
    .option('--jobs <n>', 'compilers at a time (default: one for each processor)', positiveInteger)
    .addHelpText('after', buildWords)
    .action(async (options: BuildOptions) => {
      if ((options.tree === undefined) === (options.source === undefined)) {
        throw new UserError('build takes either --tree or --source', { hint: '--tree DIR, or --source 7.3' });
      }
      if (options.coverageDirectory.length > 0 && !options.config.includes('coverage'))
        throw new UserError('--coverage-directory says where to count, and needs --config coverage');
      const { buildCommand } = await import('./build.ts');
      finish(await buildCommand(options, output));
    });
}

function buildName(value: string): string {
  if (!/^[a-z0-9][\w.+-]*$/i.test(value))
    throw new InvalidArgumentError('It must be letters, digits and . + - _ only.');
  return value;
}
