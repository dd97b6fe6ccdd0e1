/** Declares the commands about kernels: kernels list, kernels fetch, kernels update, shell. */
import type { Command } from 'commander';
import type { ShellOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';
import { accelOption } from './program-run.ts';

const names = `
A kernel is named debian:7.3 (newest of a series), debian:6.12.107, debian:7.* (a glob), default, all,
./bzImage, ./linux (a built tree), build:NAME (built by kconform), or host (no VM: the running kernel).`;

/** Add kernels and shell. */
export function addKernelsCommand(program: Command, finish: Finish, output: Output): void {
  const kernels = program
    .command('kernels')
    .description('list, fetch, update and remove kernels')
    .addHelpText('after', names);
  kernels
    .command('list')
    .description('list stock kernels (which are fetched, which run by default) and those that were built')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExamples:\n  $ kconform kernels list')
    .action(async ({ json }: { json: boolean }) => {
      const { listKernelsCommand } = await import('./kernels.ts');
      finish(await listKernelsCommand({ json }, output));
    });
  kernels
    .command('fetch')
    .description('fetch kernels into the cache, so that a run needs no network')
    .argument('[kernel...]', 'names (default: the default kernels)')
    .addHelpText(
      'after',
      `${names}\n\nExamples:\n  $ kconform kernels fetch\n  $ kconform kernels fetch debian:7.3 'debian:6.*'`,
    )
    .action(async (names: string[]) => {
      const { fetchKernelsCommand } = await import('./kernels.ts');
      finish(await fetchKernelsCommand(names.length > 0 ? names : ['default'], output));
    });
  kernels
    .command('update')
    .description('pin the newest versions that the mirror has in the lock file')
    .argument('[kernel...]', 'names (default: the default kernels)')
    .addHelpText('after', '\nExamples:\n  $ kconform kernels update\n  $ kconform kernels update debian:7.3')
    .action(async (names: string[]) => {
      const { updateKernelsCommand } = await import('./kernels.ts');
      finish(await updateKernelsCommand(names.length > 0 ? names : ['default'], output));
    });
  kernels
    .command('remove')
    .description('forget kernels that were built, and remove the objects and copies of sources that they alone needed')
    .argument('[kernel...]', 'build:NAME')
    .option('--unused', 'remove all that no named kernel needs, what makes later builds quick included', false)
    .option('--sources', 'remove unpacked sources that nothing was built from, 1.8 GB each', false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ kconform kernels remove build:mine\n  $ kconform kernels remove --unused --sources',
    )
    .action(async (names: string[], options: { unused: boolean; sources: boolean }) => {
      const { removeKernelsCommand } = await import('./kernels.ts');
      finish(await removeKernelsCommand(names, options, output));
    });

  program
    .command('shell')
    .description('boot a kernel and give a shell in it')
    .argument('[kernel]', 'name', 'debian:7.3')
    .option('--rootfs <name>', 'with the real programs of a root, such as session, booted by systemd')
    .addOption(accelOption())
    .addHelpText(
      'after',
      `${names}\n\nExamples:\n  $ kconform shell debian:6.12\n  $ kconform shell debian:6.12 --rootfs session`,
    )
    .action(async (kernel: string, options: Omit<ShellOptions, 'kernel'>) => {
      const { shellCommand } = await import('./shell.ts');
      finish(await shellCommand({ kernel, ...options }, output));
    });
}
