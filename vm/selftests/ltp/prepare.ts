/** Tests of the Linux Test Project, ready for guests. */
import type { ArchiveOptions } from '../../kernels/archive.ts';
import type { OnEvent } from '../../kernels/types.ts';
import type { ReadyPrograms, SelftestTarget } from '../build.ts';
import { ensureLauncher } from '../launcher.ts';
import { buildLtp, type LtpBuild } from './build.ts';
import { type Chosen, calledBy, chooseTests, describeTest } from './choose.ts';
import { fileSystemTools } from './file-systems.ts';
import { Libraries } from './libraries.ts';
import { debianLtp } from './package.ts';
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
export interface LtpRequest extends LtpBuild {
  /** Where the user says that LTP is: a directory, or `debian` for the package of that name. */
  directory: string;
  /** Tags or programs, globs, or identities from reports. */
  names: readonly string[];
  /** Archive to ask for the package, by default the one that kernels come from. */
  archive?: ArchiveOptions | undefined;
  onFetch?: OnEvent | undefined;
}

/**
 * Find tests in a tree, which is only read: what is not built there is built in a copy.
 *
 * @throws UserError when there is no such tree or test; InfrastructureError when it does not build
 */
export async function prepareLtp(request: LtpRequest): Promise<SelftestTarget[]> {
  const given = request.directory === PACKAGE ? await packagedTree(request) : await openLtp(request.directory);
  const chosen = chooseTests(given, request.names);
  const tree = await builtTree(given, chosen, request);
  const libraries = await Libraries.ofHost();
  const tools = fileSystemTools();
  const programs = [];
  for (const one of chosen) programs.push(await describeTest(tree, one, libraries));
  const tests: LtpTests = {
    ...{ format: 'ltp', name: 'ltp', source: tree.id, programs, timeout: TIMEOUT, tree, libraries, tools: tools.paths },
    origin: { ltp: request.directory === PACKAGE ? PACKAGE : given.directory },
    options: { BLK_DEV_LOOP: ['loop'], ...tools.options },
    launcher: await ensureLauncher(request.store, request.signal),
  };
  return chosen.map(({ tag, only }) => ({ selftests: tests, program: tag, only }));
}

/** What stands for a directory and means the package. */
const PACKAGE = 'debian';

async function packagedTree({ store, signal, archive, onFetch }: LtpRequest): Promise<LtpTree> {
  const { id, directory } = await debianLtp({ store, signal, archive, onEvent: onFetch });
  return { ...(await openLtp(directory)), id };
}

async function builtTree(given: LtpTree, chosen: readonly Chosen[], build: LtpBuild): Promise<LtpTree> {
  const names = chosen.flatMap(({ command }) => calledBy(given, command)[0] ?? []);
  if (given.installed || names.every((name) => given.programs.has(name) || !given.sources.has(name))) return given;
  const places = new Set(names.flatMap((name) => given.sources.get(name) ?? []));
  const built = await openLtp(await buildLtp(given, [...places].sort(), build));
  return { ...built, id: given.id, sources: given.sources };
}
