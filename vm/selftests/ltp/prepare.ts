/** Tests of the Linux Test Project, ready for guests. */
import { UserError } from '../../errors.ts';
import type { Store } from '../../store/index.ts';
import type { ReadyPrograms, SelftestTarget } from '../build.ts';
import { ensureLauncher } from '../launcher.ts';
import { calledBy, chooseTests, describeTest } from './choose.ts';
import { fileSystemTools } from './file-systems.ts';
import { Libraries } from './libraries.ts';
import { type LtpTree, openLtp } from './tree.ts';

/** Tests of a tree, with what they run on. */
export interface LtpTests extends ReadyPrograms {
  format: 'ltp';
  name: 'ltp';
  tree: LtpTree;
  libraries: Libraries;
  /** Paths of what makes file systems on this host, by name. */
  tools: ReadonlyMap<string, string>;
  /** Path of the compiled program that runs tests. */
  launcher: string;
}

/**
 * Seconds for a whole program, before the factor for slow machines. LTP ends its own tests (30 s and what they ask for, for each file system and variant), so nothing but a kernel
 * that no longer runs them, or a test without such an end, gets here.
 */
const TIMEOUT = 600;

/** What to prepare. */
export interface LtpRequest {
  /** Where the user says that LTP is. */
  directory: string;
  /** Tags or programs, globs, or identities from reports. */
  names: readonly string[];
  store: Store;
  signal?: AbortSignal | undefined;
}

/**
 * Find tests in a tree, which is only read.
 *
 * @throws UserError when there is no such tree or test, or nothing is built
 */
export async function prepareLtp({ directory, names, store, signal }: LtpRequest): Promise<SelftestTarget[]> {
  const tree = await openLtp(directory);
  const chosen = chooseTests(tree, names);
  requireBuilt(
    tree,
    chosen.map(({ command }) => calledBy(tree, command)[0]!),
  );
  const libraries = await Libraries.ofHost();
  const tools = fileSystemTools();
  const programs = [];
  for (const one of chosen) programs.push(await describeTest(tree, one, libraries));
  const tests: LtpTests = {
    ...{ format: 'ltp', name: 'ltp', source: tree.id, programs, timeout: TIMEOUT, tree, libraries, tools: tools.paths },
    origin: { ltp: tree.directory },
    options: { BLK_DEV_LOOP: ['loop'], ...tools.options },
    launcher: await ensureLauncher(store, signal),
  };
  return chosen.map(({ tag, only }) => ({ selftests: tests, program: tag, only }));
}

/** @throws UserError with the commands that build them, when none of these programs is there */
function requireBuilt({ id, directory, programs, sources }: LtpTree, names: readonly string[]): void {
  const missing = names.filter((name) => !programs.has(name) && sources.has(name));
  if (missing.length === 0 || missing.length < names.length) return;
  const places = [...new Set(missing.map((name) => sources.get(name)!))];
  const make = places.map((place) => `make -C ${place}`).join(' && ');
  throw new UserError(
    `${id} has the sources of ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' …' : ''}, not the programs`,
    {
      hint: `build them, in ${directory}: make autotools && ./configure && ${make}`,
    },
  );
}
