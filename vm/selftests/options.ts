import { runTool } from '../kernels/apt/run.ts';

/** Options that a `config` of selftests asks for, without CONFIG_ (Documentation/dev-tools/kselftest.rst, "Contributing new tests"). */
export function wantedOptions(config: string): string[] {
  return [...config.matchAll(/^CONFIG_(\w+)=[ym]$/gm)].map(([, name]) => name!);
}

/**
 * The modules that options become when they are `m`, as the Makefiles of a source say (`obj-$(CONFIG_OVERLAY_FS) += overlay.o`, Documentation/kbuild/makefiles.rst).
 *
 * @returns names as in /proc/modules, by option
 */
export async function modulesOfOptions(
  source: string,
  options: readonly string[],
  signal?: AbortSignal,
): Promise<Record<string, string[]>> {
  const found = await runTool(
    'grep',
    [
      ...['-rhE', `^obj-\\$\\(CONFIG_(${options.join('|')})\\)`],
      // What is there besides the kernel, and other architectures.
      ...['tools', 'samples', 'arch'].map((directory) => `--exclude-dir=${directory}`),
      ...['--include=Makefile', '--include=Kbuild', source],
    ],
    { signal },
  );
  const modules = new Map(options.map((option) => [option, new Set<string>()]));
  for (const [, option, objects] of found.stdout.matchAll(/^obj-\$\(CONFIG_(\w+)\)\s*[+:]?=\s*(.*)$/gm)) {
    for (const name of objects!.match(/[\w-]+(?=\.o\b)/g) ?? []) modules.get(option!)?.add(name.replaceAll('-', '_'));
  }
  return Object.fromEntries([...modules].map(([option, names]) => [option, [...names]]));
}
