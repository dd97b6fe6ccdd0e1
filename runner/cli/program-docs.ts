/** Declares docs: documentation and compat data from results, and the check of documentation references. */
import type { Command } from 'commander';
import type { DocsOptions } from './options.ts';
import type { Output } from './output.ts';
import type { Finish } from './program.ts';

const explanation = `
What is written: Markdown for each Landlock ABI and each topic, and compat.json for programs (docs/compat.schema.json).
What no scenario of the results confirms is marked as such. Several results are put together; of one kernel the last run counts.

--check looks for what scenarios and documentation cite in the source of a kernel, and exits with 1 when something is not there.

Examples:
  $ kconform docs --out reference
  $ kconform docs results/*.json --out reference
  $ kconform docs --check --source 7.3
  $ kconform docs --check --tree ~/linux`;

/** Add docs. */
export function addDocsCommand(program: Command, finish: Finish, output: Output): void {
  program
    .command('docs')
    .description('write documentation and compat data, with what results confirm')
    .argument('[files...]', 'results documents (default: "results/latest.json")')
    .option('--out <folder>', 'where to write')
    .option('--check', 'check documentation references against the source of a kernel', false)
    .option('--source <series>', 'source to check against, as Debian packages it (165 MB to download once)', '7.3')
    .option('--tree <folder>', 'a tree of your own to check against, instead')
    .option('--suite <folder>', 'with --check: folder with specs of your own, instead of those that come with kconform')
    .addHelpText('after', explanation)
    .action(async (files: string[], options: Omit<DocsOptions, 'files'>) => {
      const { docsCommand } = await import('./docs.ts');
      finish(await docsCommand({ files, ...options }, output));
    });
}
