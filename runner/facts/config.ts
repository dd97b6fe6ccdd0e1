import type { ConfigValue } from './facts.ts';

/**
 * How options are set in a kernel's configuration.
 *
 * @param text a .config file (Documentation/kbuild/kconfig.rst); an option that it does not set is `n`
 * @param options names without `CONFIG_`
 */
export function configValues(text: string, options: readonly string[]): Record<string, ConfigValue> {
  const set = new Map<string, ConfigValue>();
  for (const [, name, value] of text.matchAll(/^CONFIG_(\w+)=([ym])$/gm)) set.set(name!, value as ConfigValue);
  return Object.fromEntries(options.map((option) => [option, set.get(option) ?? 'n']));
}
