/** The shared libraries that dynamic programs of this host take along into a guest. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { isForGuests, readDynamic } from './dynamic.ts';

/** Where the dynamic linker looks by itself (ld.so(8)), Debian's place for x86-64 first. */
const USUAL = [...['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64', '/lib', '/usr/lib']];

/** A program that lacks a library. */
export class MissingLibrary extends Error {
  /** Its name, as DT_NEEDED says it. */
  readonly library: string;

  constructor(library: string) {
    super(`it needs ${library}, which this host does not have`);
    this.library = library;
  }
}

/** Finds libraries as the dynamic linker of this host does. */
export class Libraries {
  readonly #cache: ReadonlyMap<string, string>;

  /** @param cache paths by name, for those that are in none of the usual directories */
  constructor(cache: ReadonlyMap<string, string>) {
    this.#cache = cache;
  }

  /** With what ldconfig knows of this host, if there is one. */
  static async ofHost(): Promise<Libraries> {
    const { stdout } = await execa('ldconfig', ['-p'], {
      reject: false,
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' },
    });
    const lines = String(stdout ?? '').matchAll(/^\s*(\S+) \([^)]*x86-64[^)]*\) => (\S+)$/gm);
    return new Libraries(new Map([...lines].toReversed().map(([, name, path]) => [name!, path!])));
  }

  /**
   * Everything that a program needs besides itself, by the paths under which its dynamic linker finds them.
   *
   * @param program absolute path
   * @throws MissingLibrary when one of them is not there
   */
  async of(program: string): Promise<string[]> {
    const found = new Set<string>();
    const visit = async (path: string): Promise<void> => {
      const file = await readFile(path);
      if (!isForGuests(file)) return;
      const { interpreter, needed, path: first } = readDynamic(file);
      if (interpreter !== undefined && !existsSync(interpreter)) throw new MissingLibrary(interpreter);
      const wanted = [...(interpreter === undefined ? [] : [interpreter])];
      for (const name of needed) wanted.push(await this.#find(name, first, path));
      for (const other of wanted) {
        if (found.has(other)) continue;
        found.add(other);
        await visit(other);
      }
    };
    await visit(program);
    return [...found].sort();
  }

  async #find(name: string, first: readonly string[], by: string): Promise<string> {
    const own = first.map((directory) => directory.replace(/\$(\{ORIGIN\}|ORIGIN\b)/, dirname(by)));
    const candidates = [
      ...own.map((directory) => join(directory, name)),
      this.#cache.get(name) ?? [],
      ...USUAL.map((directory) => join(directory, name)),
    ].flat();
    for (const candidate of candidates) {
      // A directory may have a library of the same name for another machine.
      if (existsSync(candidate) && isForGuests(await readFile(candidate))) return candidate;
    }
    throw new MissingLibrary(name);
  }
}
