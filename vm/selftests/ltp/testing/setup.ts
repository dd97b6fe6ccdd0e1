import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { Store } from '../../../store/index.ts';
import { type LtpTests, prepareLtp } from '../prepare.ts';

/** What was said so far, of what takes long. */
export const said: string[] = [];

let store: Store;
beforeAll(async () => {
  store = new Store(await mkdtemp(join(tmpdir(), 'kconform-ltp-cache-')));
});
afterAll(() => rm(store.root, { recursive: true }));

/** A directory with these files, until the test is over; scripts can be executed. */
export async function tree(files: Record<string, string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-ltp-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
    if (text.startsWith('#!')) await chmod(join(directory, name), 0o755);
  }
  return directory;
}

/** Tests of a directory, with a cache of their own. */
export const prepare = async (directory: string, ...names: string[]) => {
  const targets = await prepareLtp({ directory, names, store, jobs: 1, say: (text) => said.push(text) });
  return { targets, tests: targets[0]!.selftests as LtpTests };
};
