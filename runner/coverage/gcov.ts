import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError } from '../../vm/errors.ts';
import { errorCode, Store } from '../../vm/store/index.ts';

/** What gcov's JSON says, as far as we read it. */
export interface GcovFile {
  file: string;
  functions: { name: string; start_line: number; end_line: number; execution_count: number }[];
  lines: {
    line_number: number;
    count: number;
    function_name?: string;
    branches: { count: number; throw: boolean }[];
  }[];
}

/**
 * Have gcov put counters and notes together.
 *
 * @param notes directory of the .gcno files
 * @param counters bytes by path of the .gcda file
 * @returns a list for each file of counters; a header is in many of them
 * @throws InfrastructureError when gcov is not there, or another than the compiler's
 */
export async function runGcov(notes: string, counters: ReadonlyMap<string, Uint8Array>): Promise<GcovFile[]> {
  return new Store().scratch('gcov', async (scratch) => {
    const folders = new Map<string, string[]>();
    for (const [path, bytes] of counters) {
      const data = join(scratch, path);
      const folder = dirname(data);
      if (!folders.has(folder)) await mkdir(folder, { recursive: true });
      folders.set(folder, [...(folders.get(folder) ?? []), basename(data)]);
      await writeFile(data, bytes);
      await symlink(resolve(notes, path.replace(/\.gcda$/, '.gcno')), data.replace(/\.gcda$/, '.gcno'));
    }
    const found: GcovFile[] = [];
    for (const [folder, names] of folders) found.push(...(await gcov(folder, names)));
    return found;
  });
}

/** One document of JSON a line, for each file of counters. */
async function gcov(cwd: string, names: readonly string[]): Promise<GcovFile[]> {
  const args = ['--json-format', '--stdout', '--branch-probabilities', ...names];
  const result = await execa('gcov', args, { cwd, reject: false, env: { LC_ALL: 'C' }, maxBuffer: 1 << 28 });
  if (errorCode(result.cause) === 'ENOENT') {
    throw new InfrastructureError('gcov is not installed', { hint: 'it is in the package gcc: make setup-build' });
  }
  if (result.failed || /version|stamp mismatch/.test(result.stderr)) {
    throw new InfrastructureError(`gcov cannot read the counters: ${result.stderr.trim()}`, {
      hint: 'gcov must be that of the compiler which built the kernel',
    });
  }
  const documents = result.stdout.split('\n').filter((line) => line !== '');
  return documents.flatMap((document) => (JSON.parse(document) as { files: GcovFile[] }).files);
}
