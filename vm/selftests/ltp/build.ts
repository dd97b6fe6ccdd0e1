/** Builds tests of LTP from a source tree of the user, in a copy of it: the tree is only read. */
import { existsSync, statSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import { installHint } from '../../installation.ts';
import { runTool } from '../../kernels/apt/run.ts';
import { complaintsOf } from '../../kernels/build/complaints.ts';
import { buildEnvironment } from '../../kernels/build/make.ts';
import { compilerVersion } from '../../kernels/build/toolchain.ts';
import { inTreeWorkspace } from '../../kernels/build/tree-workspace.ts';
import { type Store, sha256Text } from '../../store/index.ts';
import type { LtpTree } from './tree.ts';

// Part of the key: raise it when the same source gives other files.
const LAYOUT = 1;

/** What building needs. */
export interface LtpBuild {
  store: Store;
  jobs: number;
  signal?: AbortSignal | undefined;
  say: (text: string) => void;
}

/**
 * The programs of some directories of a source tree, laid out as `make install` does: from the store, or built now.
 *
 * @param places directories of tests, such as `testcases/kernel/syscalls/landlock`
 * @returns directory with `testcases/bin`, `testcases/data` and `runtest`
 * @throws InfrastructureError with what configure or the compiler complained about
 */
export async function buildLtp(
  { directory, id }: LtpTree,
  places: readonly string[],
  { store, jobs, signal, say }: LtpBuild,
): Promise<string> {
  const real = await realpath(directory);
  const identity = `tree-${basename(real).replaceAll(/[^\w.+-]/g, '-')}-${sha256Text(real).slice(0, 12)}`;
  const user = { id, version: '', identity, directory: real };
  const run = async (source: string, ...words: [string, ...string[]]) => {
    say(`${id}: ${words.join(' ')}`);
    await runStep(id, words, { source, signal });
  };
  const onWait = () => say('waiting for another build of the same tree');
  const onSync = (files: number) => say(`bringing the copy of ${id} up to date (${files.toLocaleString('en')} files)`);
  return inTreeWorkspace(
    store,
    user,
    async ({ tree: copy, source: { state } }) => {
      const key = sha256Text([LAYOUT, state, ...places, await compilerVersion()].join('\n')).slice(0, 32);
      const produce = async (target: string) => {
        if (isOlder(copy, 'configure', 'configure.ac') || !existsSync(join(copy, 'include/config.h.in')))
          await run(copy, 'make', 'autotools');
        if (isOlder(copy, 'include/mk/config.mk', 'configure')) await run(copy, './configure');
        for (const place of places) await run(copy, 'make', '-C', place, `-j${jobs}`);
        await install(copy, places, target);
      };
      return store.ensure(`selftests/ltp-${key}`, produce, { signal });
    },
    { signal, onSync, onWait },
  );
}

/** Whether what is made is older than what it is made from, or not there. */
function isOlder(copy: string, made: string, from: string): boolean {
  const time = (path: string) => statSync(join(copy, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return time(made) === 0 || time(made) < time(from);
}

async function runStep(
  id: string,
  [program, ...words]: readonly [string, ...string[]],
  { source, signal }: { source: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const made = await runTool(program, words, { cwd: source, environment: buildEnvironment, signal });
  if (made.status === 0) return;
  const said = `${made.stdout}\n${made.stderr}`;
  const lacks = /\b(aclocal|autoconf|autoheader|automake|m4|pkg-config): (command )?not found/.test(said);
  throw new InfrastructureError(
    `${id} does not build here: ${[program, ...words].join(' ')} failed\n${complaintsOf(said)}`,
    {
      hint: lacks
        ? installHint(['autoconf', 'automake', 'm4', 'pkg-config'])
        : 'build it by hand, and give --ltp that tree, or the prefix of make install',
    },
  );
}

/** What a test takes along may lie anywhere below `testcases`: that is where an installed LTP has its one directory from. */
async function install(copy: string, places: readonly string[], target: string): Promise<void> {
  const bin = join(target, 'testcases/bin');
  await mkdir(bin, { recursive: true });
  const entries = await readdir(join(copy, 'testcases'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.[ahod]$/.test(entry.name));
  for (const { name, parentPath } of files) {
    const from = join(parentPath, name);
    const isProgram = name.endsWith('.sh') || ((await stat(from)).mode & 0o111) !== 0;
    if (isProgram && !name.endsWith('.c')) await copyFile(from, join(bin, name));
    const data = join(parentPath, 'datafiles');
    if (name.endsWith('.c') && places.some((place) => join(copy, place) === parentPath) && existsSync(data))
      await cp(data, join(target, 'testcases/data', name.slice(0, -2)), { recursive: true });
  }
  if (existsSync(join(copy, 'runtest'))) await cp(join(copy, 'runtest'), join(target, 'runtest'), { recursive: true });
}
