/** Looking for what references name in a kernel's source. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Item, Reference } from './parse.ts';

/** Text of a comment or of documentation in one line, as it reads. */
function asProse(source: string): string {
  return source
    .replace(/^[ \t]*(\/\*\*?|\*\/|\*|\/\/)/gm, ' ')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ');
}

const UNDERLINE = /^([=~^"'#*+.:`-])\1{2,}\s*$/;

/** Headings of documentation, or of the documentation comments of a source file. */
export function headingsOf(source: string): string[] {
  const lines = source.split('\n').map((line) => line.replace(/^ \* ?/, '').trimEnd());
  return lines
    .filter((line, at) => line !== '' && !UNDERLINE.test(line) && UNDERLINE.test(lines[at + 1] ?? ''))
    .map((line) => line.trim());
}

/** Files that documentation takes parts of. */
function includedFiles(source: string): string[] {
  return [...source.matchAll(/^\.\. kernel-doc:: (\S+)/gm)].map(([, file]) => file!);
}

function escaped(name: string): string {
  return name.replace(/[$]/g, '\\$');
}

/** The source of one kernel; files are read once. */
export class SourceTree {
  readonly #directory: string;
  readonly #files = new Map<string, string | undefined>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Content of a file, undefined where there is none. */
  read(path: string): string | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.#load(path));
    return this.#files.get(path);
  }

  /** What a reference names and the tree does not have, in words; none when all is there. */
  missing(reference: Reference): string[] {
    if (reference.kind !== 'file') return [];
    const { path, items } = reference;
    const files = this.#filesOf(path);
    if (files.length === 0) return [`there is no ${path}`];
    return items
      .filter((item) => !files.some((file) => this.#has(file, item)))
      .map(
        (item) =>
          `there is no ${{ function: 'function', name: 'name', text: 'text', heading: 'heading' }[item.kind]} '${item.text}' in ${path}`,
      );
  }

  #load(path: string): string | undefined {
    const file = join(this.#directory, path);
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
  }

  #filesOf(path: string): string[] {
    if (path.endsWith('/'))
      return globSync(`${path}*`, { cwd: this.#directory }).filter((file) => this.read(file) !== undefined);
    if (path.includes('*')) return globSync(path, { cwd: this.#directory });
    return this.read(path) === undefined ? [] : [path];
  }

  #has(file: string, item: Item): boolean {
    const source = this.read(file) ?? '';
    switch (item.kind) {
      case 'name':
        return new RegExp(`\\b${escaped(item.text)}\\b`).test(source);
      case 'function': {
        const name = escaped(item.text.replace(/^sys_/, ''));
        return new RegExp(`\\b(${escaped(item.text)}\\s*\\(|SYSCALL_DEFINE\\d\\(${name}\\b)`).test(source);
      }
      case 'text':
        return asProse(source).includes(asProse(item.text));
      case 'heading': {
        const headings = [source, ...includedFiles(source).map((included) => this.read(included) ?? '')].flatMap(
          headingsOf,
        );
        return headings.includes(item.text) || headings.includes(item.text.replace(/ \([^()]*\)$/, ''));
      }
    }
  }
}
