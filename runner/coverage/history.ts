import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { runTool } from '../../vm/kernels/apt/run.ts';
import type { Patch } from '../../vm/kernels/source/series.ts';

/**
 * The history of a few files of a kernel's source through a series, in a repository of our own without a work tree: it is made backwards from the source that was
 * built, so the source before the series need not be at hand.
 */
export class SeriesHistory {
  #git: string;
  #source: string;
  #directories: readonly string[];
  #commits: string[] = [];

  private constructor(git: string, source: string, directories: readonly string[]) {
    this.#git = git;
    this.#source = source;
    this.#directories = directories;
  }

  /**
   * @param scratch directory that is ours
   * @param source top of what was built, with C files and headers of `directories`
   * @param patches in their order
   * @throws UserError that names the patch which the source does not have
   */
  static async of(
    scratch: string,
    source: string,
    directories: readonly string[],
    patches: readonly Patch[],
  ): Promise<SeriesHistory> {
    const history = new SeriesHistory(`${scratch}/git`, source, directories);
    await history.#read(patches);
    return history;
  }

  async #read(patches: readonly Patch[]): Promise<void> {
    await this.#run(['init', '--quiet', '--bare', this.#git]);
    await this.#run(['--work-tree', this.#source, 'add', '--all', '--force', '.'], this.#source);
    const trees = [(await this.#run(['write-tree'])).trim()];
    for (const [index, { name, text }] of [...patches.entries()].reverse()) {
      const file = this.#patch(index);
      await writeFile(file, text);
      const include = this.#directories.flatMap((one) => ['c', 'h'].map((suffix) => `--include=${one}/*.${suffix}`));
      const reversed = await this.#try(['apply', '--cached', '--reverse', '--allow-empty', ...include, file]);
      if (reversed.status !== 0) {
        const said = reversed.stderr.trim().replaceAll(/^(error: )?/gm, '  ');
        throw new UserError(
          `the kernel was not built with patch ${index + 1} of ${patches.length}, '${name}':\n${said}`,
          {
            hint: 'give the series that it was built with, as it was then',
          },
        );
      }
      trees.unshift((await this.#run(['write-tree'])).trim());
    }
    for (const tree of trees) {
      const parent = this.#commits.at(-1);
      const words = ['commit-tree', tree, '-m', 'state', ...(parent === undefined ? [] : ['-p', parent])];
      this.#commits.push((await this.#run(words)).trim());
    }
  }

  /** Paths that the series as a whole changes, without those that it removes. */
  async changed(): Promise<string[]> {
    const range = [this.#commits[0]!, this.#commits.at(-1)!];
    const names = await this.#run(['diff', '--name-only', '--no-renames', '--diff-filter=d', '-z', ...range]);
    return names.split('\0').filter(Boolean).sort();
  }

  /**
   * Which patch brought each line of a file, as it is after all of them.
   *
   * @returns index of the patch by number of the line; lines that were there before are not in it
   */
  async origins(path: string): Promise<Map<number, number>> {
    const text = await this.#run(['blame', '--porcelain', this.#commits.at(-1)!, '--', path]);
    // The text of a line begins with a tabulator.
    const lines = text.matchAll(/^([0-9a-f]{40,}) \d+ (\d+)/gm);
    return new Map(
      [...lines]
        .map(([, commit, line]): [number, number] => [Number(line), this.#commits.indexOf(commit!) - 1])
        .filter(([, patch]) => patch >= 0),
    );
  }

  /** What one patch says that it adds: lines by path, whether its file counts or not. */
  async added(index: number): Promise<Map<string, number>> {
    const listed = await this.#run(['apply', '--numstat', '--allow-empty', '-z', this.#patch(index)]);
    const rows = listed.split('\0').filter(Boolean);
    return new Map(
      rows.map((row): [string, number] => {
        const [added, , path] = row.split('\t');
        return [path!, Number(added) || 0];
      }),
    );
  }

  #patch(index: number): string {
    return join(dirname(this.#git), `${index + 1}.patch`);
  }

  async #run(words: string[], cwd?: string): Promise<string> {
    const ran = await this.#try(words, cwd);
    if (ran.status === 0) return ran.stdout;
    throw new Error(`git ${words.join(' ')}: ${ran.stderr.trim()}`);
  }

  #try(words: string[], cwd?: string) {
    const place = words[0] === 'init' ? [] : ['--git-dir', this.#git];
    return runTool('git', [...place, ...words], { cwd: cwd ?? dirname(this.#git), environment: ENVIRONMENT });
  }
}

/** Neither settings of the user nor of the system may change what git does with a source. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'kconform',
  GIT_AUTHOR_EMAIL: 'kconform',
  GIT_COMMITTER_NAME: 'kconform',
  GIT_COMMITTER_EMAIL: 'kconform',
};
