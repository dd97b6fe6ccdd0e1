import { execa } from 'execa';
import { configText, parseConfig } from './fragment.ts';

/** All options that the Kconfig files of a tree define for x86, without CONFIG_. */
export async function definedOptions(tree: string): Promise<Set<string>> {
  const args = [
    '-rhoE',
    '^[[:space:]]*(menu)?config[[:space:]]+[A-Za-z0-9_]+',
    '--include=Kconfig*',
    '--exclude-dir=Documentation',
    '.',
  ];
  const { stdout } = await execa('grep', args, { cwd: tree, reject: false, env: { LC_ALL: 'C' } });
  return new Set(stdout.split('\n').flatMap((line) => line.trim().split(/\s+/)[1] ?? []));
}

/** A fragment without the options that a tree does not define, and their names. Ours are for kernels of many years. */
export function withoutUndefined(text: string, defined: ReadonlySet<string>): { text: string; left: string[] } {
  const options = parseConfig(text);
  const left = [...options].filter(([name, value]) => !defined.has(name) && value !== 'n').map(([name]) => name);
  return { text: configText(new Map([...options].filter(([name]) => defined.has(name)))), left };
}
