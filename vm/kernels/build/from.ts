import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { Store, sha256Text } from '../../store/index.ts';
import { debianSource, type UserTree, userTree } from '../source/index.ts';
import { applySeries, type Patch, readSeries } from '../source/series.ts';
import type { OnEvent } from '../types.ts';
import { type Build, build, type OnBuildEvent } from './build.ts';
import { configText, mergeOptions } from './fragment.ts';
import { fragment } from './fragments.ts';
import { definedOptions, withoutUndefined } from './symbols.ts';
import { compilerCache, requireToolchain } from './toolchain.ts';
import { inTreeWorkspace } from './tree-workspace.ts';
import { inWorkspace, type Workspace } from './workspace.ts';

/** Our own fragments, besides base and landlock, which are in every kernel. */
const EXTRA = ['debug', 'coverage', 'faults'] as const;
type Extra = (typeof EXTRA)[number];

/** Options that only kernels have for which our fragments do not suffice. */
const OLDER = ['EMBEDDED', 'SLOB'] as const;

/** What counts what is executed in a kernel for coverage, when nothing else is said. */
const PROFILED: readonly string[] = ['security/landlock'];

/** A kernel to build, as users say it. */
export interface BuildFrom {
  name: string;
  /** Directory of a user's tree; otherwise `source` is given. */
  tree?: string | undefined;
  /** Series of Debian's source packages, such as `7.3`. */
  source?: string | undefined;
  /** Files, mailboxes and directories of patches. */
  series: readonly string[];
  /** Contents of changed files by path instead of a series, undefined for a file that is not to be there. */
  changes?: ReadonlyMap<string, string | undefined> | undefined;
  /** `debug`, `coverage`, `faults`, or paths of fragments. */
  config: readonly string[];
  /** Directories that count what is executed, with `coverage`; by default Landlock's. */
  coverageDirectory?: readonly string[] | undefined;
  jobs: number;
  /** Looks for compiler and tools first; by default for all that a kernel takes. */
  requireTools?: (() => Promise<void>) | undefined;
  /** More words for make, that change how it is built and not what; by default ccache, where it is installed. */
  variables?: readonly string[] | undefined;
  store?: Store | undefined;
  signal?: AbortSignal | undefined;
  onFetch?: OnEvent | undefined;
  onBuild?: OnBuildEvent | undefined;
  say?: ((text: string) => void) | undefined;
}

/** A build, and the options of our own fragments that this kernel does not define. */
export type BuiltFrom = Build & { left: string[] };

/**
 * Build a kernel from a user's tree or a Debian source package, with patches on top, without changing either.
 *
 * @throws UserError for a tree, fragment or patch that is wrong; InfrastructureError when it does not build
 */
export async function buildKernelFrom(request: BuildFrom): Promise<BuiltFrom> {
  // Everything that can be wrong comes first: sources are large.
  await (request.requireTools ?? requireToolchain)();
  const store = request.store ?? new Store();
  const extras = request.config.filter(isExtra);
  const own = await Promise.all((['base', 'landlock', ...extras] as const).map(fragment));
  const theirs = await Promise.all(request.config.filter((one) => !isExtra(one)).map(readFragment));
  const patches = request.series.length > 0 ? await readSeries(request.series, store) : [];
  return inSource(store, request, (workspace) =>
    buildIn(store, workspace, {
      ...request,
      own,
      theirs,
      patches,
      profile: extras.includes('coverage') ? profileOf(request.coverageDirectory) : [],
    }),
  );
}

interface Parts extends BuildFrom {
  own: readonly string[];
  theirs: readonly string[];
  patches: readonly Patch[];
  profile: readonly string[];
}

async function buildIn(store: Store, workspace: Workspace, parts: Parts): Promise<BuiltFrom> {
  const { name, own, theirs, patches, profile, jobs, requireTools, onBuild, signal } = parts;
  const { variables = await compilerCache() } = parts;
  const { source } = workspace;
  const changes = patches.length > 0 ? await applySeries(source.directory, patches, store) : parts.changes;
  await requireDirectories(workspace.tree, profile, changes);
  const defined = await definedOptions(workspace.tree);
  const older = OLDER.some((option) => defined.has(option)) ? [await fragment('older')] : [];
  const fitted = [...older, ...own].map((text) => withoutUndefined(text, defined));
  const fragments = [...fitted.map(({ text }) => text), ...theirs];
  // Builds of one source with the same configuration share their objects, whatever they are called: base and series differ in a few files.
  const objects = `config-${sha256Text(JSON.stringify([configText(mergeOptions(fragments)), profile])).slice(0, 12)}`;
  const built = await build(store, workspace, {
    name,
    from: await inWords(parts, source.id),
    objects,
    fragments,
    profile,
    changes,
    jobs,
    variables,
    requireTools,
    onEvent: onBuild,
    signal,
  });
  return { ...built, left: fitted.flatMap(({ left }) => left) };
}

/** The tree or the package, and what was added to it. */
async function inWords({ tree, series, patches, config }: Parts, source: string): Promise<string> {
  const words = [
    tree === undefined ? source : await realpath(tree),
    ...(patches.length > 0 ? [`${series.map((path) => basename(path)).join(' ')} (${patches.length})`] : []),
    ...config.map((one) => basename(one)),
  ];
  return words.join(' + ');
}

async function inSource<T>(store: Store, request: BuildFrom, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const { tree, source, signal, onFetch, say = () => {} } = request;
  const onWait = () => say('waiting for another build of the same source');
  if (tree !== undefined) {
    const user: UserTree = await userTree(tree);
    return inTreeWorkspace(store, user, work, {
      signal,
      onWait,
      onSync: (files) => say(`bringing the copy of ${user.directory} up to date (${files.toLocaleString('en')} files)`),
    });
  }
  return inWorkspace(store, await debianSource(source!, { store, signal, onEvent: onFetch }), work, { signal, onWait });
}

/** Each once, in an order that does not depend on how it was said: it is a part of what tells kernels apart. */
function profileOf(directories: readonly string[] = []): readonly string[] {
  const named = directories.map((directory) => directory.replace(/^\.\//, '').replace(/\/+$/, ''));
  return named.length > 0 ? [...new Set(named)].sort() : PROFILED;
}

/** make would count nothing, without a word. @throws UserError for a directory that neither the tree has nor the series brings */
async function requireDirectories(
  tree: string,
  directories: readonly string[],
  changes: ReadonlyMap<string, string | undefined> = new Map(),
): Promise<void> {
  const brought = [...changes].flatMap(([path, text]) => (text === undefined ? [] : [path]));
  for (const directory of directories) {
    const info = await stat(join(tree, directory)).catch(() => undefined);
    if (info?.isDirectory() || brought.some((path) => path.startsWith(`${directory}/`))) continue;
    throw new UserError(`there is no directory ${directory} in the tree, to count what is executed there`, {
      hint: '--coverage-directory takes paths from the top of the tree, such as security/landlock',
    });
  }
}

function isExtra(name: string): name is Extra {
  return (EXTRA as readonly string[]).includes(name);
}

async function readFragment(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : (error as Error).message;
    throw new UserError(`cannot read the configuration fragment ${path}: ${reason}`, {
      hint: `${EXTRA.join(', ')} come with kconform, anything else is a file; base and landlock are always in`,
    });
  }
}
