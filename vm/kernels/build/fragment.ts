/** What a configuration says of one option: a value as written (`y`, `"landlock"`, `64`), or `n`. */
export type Options = ReadonlyMap<string, string>;

/**
 * Read a fragment, or a whole .config.
 *
 * @returns values by option, without the prefix CONFIG_
 */
export function parseConfig(text: string): Options {
  const options = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, unset] = /^# CONFIG_(\w+) is not set$/.exec(line) ?? [];
    if (unset) options.set(unset, 'n');
    const [, name, value] = /^CONFIG_(\w+)=(.*)$/.exec(line) ?? [];
    if (name) options.set(name, value!);
  }
  return options;
}

/** An option that the kernel's own configuration did not take over. */
export interface Unstuck {
  option: string;
  wanted: string;
  /** What it is instead; undefined when this kernel has no such option, or hides it. */
  got: string | undefined;
}

/** Which options of `wanted` are not so in `config`; one that is not there is off. */
export function unstuckOptions(wanted: Options, config: Options): Unstuck[] {
  return [...wanted].flatMap(([option, value]) => {
    const got = config.get(option);
    return (got ?? 'n') === value ? [] : [{ option, wanted: value, got }];
  });
}

/** The fragments as one; what comes later wins, as in a .config. */
export function mergeOptions(fragments: readonly string[]): Options {
  return new Map(fragments.flatMap((text) => [...parseConfig(text)]));
}

/** Text of a fragment. */
export function configText(options: Options): string {
  const lines = [...options].map(([name, value]) =>
    value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`,
  );
  return `${lines.join('\n')}\n`;
}
