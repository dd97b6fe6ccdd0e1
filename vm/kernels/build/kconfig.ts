import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Options } from './fragment.ts';

/**
 * What keeps an option off, as far as its Kconfig files tell.
 *
 * @param tree top of the kernel source
 * @param option without CONFIG_
 * @param config the configuration that it is off in
 * @returns `EXT4_FS needs BLOCK, which is n`-like phrases; empty when nothing can be told
 */
export async function unmetDependencies(tree: string, option: string, config: Options): Promise<string[]> {
  const files = await filesThatDefine(tree, option);
  if (files.length === 0) return [`${option} is not an option of this kernel`];
  const expressions = (
    await Promise.all(files.map(async (file) => dependenciesOf(await readFile(join(tree, file), 'utf8'), option)))
  ).flat();
  return [...new Set(expressions.flatMap((expression) => unmetTerms(expression, config)))];
}

async function filesThatDefine(tree: string, option: string): Promise<string[]> {
  const args = [
    '-rlE',
    `^\\s*(menu)?config\\s+${option}\\s*$`,
    '--include=Kconfig*',
    '--exclude-dir=Documentation',
    '.',
  ];
  const { stdout } = await execa('grep', args, { cwd: tree, reject: false });
  const otherArch = /^\.?\/?arch\/(?!x86\/|Kconfig)/;
  return stdout.split('\n').filter((path) => path !== '' && !otherArch.test(path));
}

/** The expressions that an option depends on in one Kconfig file, those of the blocks around it too. */
export function dependenciesOf(text: string, option: string): string[] {
  const blocks: string[][] = [];
  const found: string[] = [];
  let own = false;
  // The menu or choice whose head is being read: its dependencies hold for all within.
  let head: string[] | undefined;
  for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
    const [, word = '', rest = ''] = /^\s*(\w+)\b\s*(.*?)\s*(?:#.*)?$/.exec(line) ?? [];
    if (/^(config|menuconfig|comment|if|menu|choice|source|end\w+)$/.test(word)) {
      own = false;
      head = undefined;
    }
    if (word === 'if') blocks.push([rest]);
    else if (word === 'menu' || word === 'choice') {
      head = [];
      blocks.push(head);
    } else if (/^end(if|menu|choice)$/.test(word)) blocks.pop();
    else if (word === 'config' || word === 'menuconfig') {
      own = rest === option;
      if (own) found.push(...blocks.flat());
    } else if (word === 'depends') {
      const expression = rest.replace(/^on\s+/, '');
      if (own) found.push(expression);
      else head?.push(expression);
    }
  }
  return found;
}

/** Which parts of a conjunction do not hold: options that ought to be on and are off, or the other way round. */
export function unmetTerms(expression: string, config: Options): string[] {
  return conjuncts(expression).flatMap((term) => {
    const value = (name: string) => config.get(name) ?? 'n';
    if (/^\w+$/.test(term)) return value(term) === 'n' ? [`${term} is off`] : [];
    const [, negated] = /^!(\w+)$/.exec(term) ?? [];
    if (negated) return value(negated) === 'n' ? [] : [`${negated} is ${value(negated)}`];
    const names = term.match(/\b[A-Z_][A-Z0-9_]+\b/g) ?? [];
    // An alternative: tell only when none of it can hold.
    return names.length > 0 && !term.includes('!') && names.every((name) => value(name) === 'n')
      ? [`${term} does not hold`]
      : [];
  });
}

/** Splits at the `&&` outside of parentheses. */
function conjuncts(expression: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let term = '';
  for (const token of expression.split(/(&&|[()])/)) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '&&' && depth === 0) {
      terms.push(term.trim());
      term = '';
    } else term += token;
  }
  return [...terms, term.trim()].filter((text) => text !== '');
}
