/** Declares the commands about roots with real programs: rootfs list, rootfs build, rootfs update. */
import type { Command } from 'commander';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const about = `
A root is what a guest with real programs boots: Debian packages and files that a recipe names
(fixtures/rootfs/NAME/recipe.yaml). Scenarios ask for it with needs: ['rootfs:NAME'].`;

/** Add rootfs. */
export function addRootfsCommand(program: Command, finish: Finish, output: Output): void {
  const rootfs = program
    .command('rootfs')
    .description('list, build and update roots with real programs')
    .addHelpText('after', about);
  rootfs
    .command('list')
    .description('list roots: how many packages they have, and whether they are built')
    .addHelpText('after', '\nExamples:\n  $ kconform rootfs list')
    .action(async () => {
      const { listRootsCommand } = await import('./rootfs.ts');
      finish(await listRootsCommand(output));
    });
  rootfs
    .command('build')
    .description('build roots into the cache, so that a run needs no network')
    .argument('[name...]', 'names (default: all)')
    .addHelpText('after', '\nExamples:\n  $ kconform rootfs build session')
    .action(async (names: string[]) => {
      const { buildRootsCommand } = await import('./rootfs.ts');
      finish(await buildRootsCommand(names, output));
    });
  rootfs
    .command('update')
    .description('pin the packages that the mirror has now in the lock files of roots')
    .argument('[name...]', 'names (default: all)')
    .addHelpText('after', '\nExamples:\n  $ kconform rootfs update session')
    .action(async (names: string[]) => {
      const { updateRootsCommand } = await import('./rootfs.ts');
      finish(await updateRootsCommand(names, output));
    });
}
