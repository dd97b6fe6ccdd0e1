import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Store, sha256Text } from '../../store/index.ts';
import { changedIdentity } from '../source/index.ts';
import { configure } from './configure.ts';
import { type BuiltKernel, type BuiltManifest, builtKernel, imageHash, LAYOUT, nameBuild } from './entry.ts';
import { configText, mergeOptions } from './fragment.ts';
import { keepNotes } from './gcov-notes.ts';
import { guardedBuild } from './interrupted.ts';
import { type MakeOptions, makeKernel } from './make.ts';
import { forgetBuilt, type Ingredients, markArchive, onlyDirectory, recordBuilt } from './partial.ts';
import { compilerVersion, requireToolchain } from './toolchain.ts';
import { keepWarnings, listenForWarnings, readWarnings } from './warnings.ts';
import { changeSource, type Workspace } from './workspace.ts';

/** A kernel to build in a workspace. */
export interface BuildRequest {
  /** It becomes `build:NAME`. */
  name: string;
  /** What it is built from, for people. */
  from?: string | undefined;
  /** Builds that share objects are quick where they are alike; by default the name. */
  objects?: string | undefined;
  /** Texts of the fragments that go on top of tinyconfig. */
  fragments: readonly string[];
  /** Directories of the source that count what is executed, such as `security/landlock`. */
  profile?: readonly string[] | undefined;
  /** Contents of changed files by path; undefined removes one. */
  changes?: ReadonlyMap<string, string | undefined> | undefined;
  /** More words for make, that change how it is built and not what. */
  variables?: readonly string[] | undefined;
  jobs: number;
  /** Looks for compiler and tools first; by default for all that a kernel takes. */
  requireTools?: (() => Promise<void>) | undefined;
  onEvent?: OnBuildEvent | undefined;
  signal?: AbortSignal | undefined;
}

/** Progress of a build. */
export type BuildEvent =
  | { kind: 'configure' }
  /** A file is being made. */
  | { kind: 'file'; action: string; file: string; count: number }
  | { kind: 'ready'; cached: boolean; ms: number };

/** Receives progress. */
export type OnBuildEvent = (event: BuildEvent) => void;

/** A kernel that was built, and what make said (nothing when the store had the kernel). */
export interface Build {
  kernel: BuiltKernel;
  output: string;
  /** What the compiler warns of anywhere in it; undefined when its objects are older than we keep that. */
  warnings: string[] | undefined;
}

/**
 * Build a kernel, unless one of the same source, configuration and compiler is in the store. Only what changed since the last build with these objects is made.
 *
 * @throws InfrastructureError without a compiler, or when it does not build; UserError when an option does not stick
 */
export async function build(store: Store, workspace: Workspace, request: BuildRequest): Promise<Build> {
  await (request.requireTools ?? requireToolchain)();
  const { name, changes = new Map(), profile = [], onEvent = () => {} } = request;
  const started = performance.now();
  const wanted = mergeOptions(request.fragments);
  const change = [...changes].map((pair) => JSON.stringify(pair)).join('\n');
  const manifest: Omit<BuiltManifest, 'release' | 'sha256'> = {
    layout: LAYOUT,
    source: changedIdentity(workspace.source, change),
    compiler: await compilerVersion(),
    objects: workspace.objects(request.objects ?? name),
    profile: [...profile],
  };
  const key = `built/${sha256Text(JSON.stringify([manifest, configText(wanted)])).slice(0, 32)}`;
  let output = '';
  let cached = true;
  const directory = await store.ensure(key, async (target) => {
    cached = false;
    const { compiler, objects } = manifest;
    const { files } = workspace.source;
    output = await make(workspace, { ...request, changes, profile, wanted, compiler, objects, files });
    await keep(workspace, manifest, target);
  });
  const kernel = await builtKernel(store, key);
  if (!kernel) throw new Error(`${directory} vanished right after it was built`);
  await nameBuild(store, name, kernel, request.from);
  onEvent({ kind: 'ready', cached, ms: performance.now() - started });
  return { kernel, output, warnings: await readWarnings(kernel.directory) };
}

async function make(workspace: Workspace, request: BuildRequest & Ingredients & { objects: string }): Promise<string> {
  const { objects, profile, changes, onEvent = () => {} } = request;
  let count = 0;
  const warnings = await listenForWarnings(objects, workspace.tree);
  const options: MakeOptions = {
    source: workspace.tree,
    objects,
    jobs: request.jobs,
    variables: [...(profile.length > 0 ? [profileVariable(profile)] : []), ...(request.variables ?? [])],
    onFile: (action, file) => onEvent({ kind: 'file', action, file, count: ++count }),
    onLine: warnings.line,
    signal: request.signal,
  };
  await changeSource(workspace, changes);
  onEvent({ kind: 'configure' });
  const directory = await onlyDirectory(objects, request);
  await forgetBuilt(objects);
  const output = await guardedBuild(objects, async () => {
    if (!directory) await configure(request.wanted, options);
    count = 0;
    const partly = directory && (await makePartly(directory, options));
    return partly || makeKernel([IMAGE], options);
  }).finally(warnings.remember);
  await recordBuilt(objects, request);
  return output;
}

const IMAGE = 'bzImage';

/** Make what one directory's change takes; undefined when that fails, and whoever asked for it has to be told by a whole build. */
async function makePartly(directory: string, options: MakeOptions): Promise<string | undefined> {
  try {
    const compiled = await makeKernel([`${directory}/`], options);
    await markArchive(options.objects);
    return compiled + (await makeKernel([IMAGE], { ...options, shallow: true }));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return undefined;
  }
}

/**
 * kbuild asks each directory's Makefile for GCOV_PROFILE. A variable of the command line is expanded in each of them, and so chooses by name, without a change to
 * any Makefile of the tree.
 */
export function profileVariable(directories: readonly string[]): string {
  const patterns = directories.flatMap((directory) => [directory, `${directory}/%`]).join(' ');
  return `GCOV_PROFILE=$(if $(filter ${patterns},$(obj)),y)`;
}

async function keep({ tree }: Workspace, manifest: Omit<BuiltManifest, 'release' | 'sha256'>, target: string) {
  const { objects, profile } = manifest;
  await mkdir(target);
  await copyFile(join(objects, 'arch/x86/boot/bzImage'), join(target, 'vmlinuz'));
  await copyFile(join(objects, '.config'), join(target, 'config'));
  await copyFile(join(objects, 'modules.builtin'), join(target, 'modules.builtin'));
  await keepWarnings(objects, target);
  if (profile.length > 0) await keepNotes({ tree, objects, directories: profile }, join(target, 'gcov'));
  const release = (await readFile(join(objects, 'include/config/kernel.release'), 'utf8')).trim();
  const whole: BuiltManifest = { ...manifest, release, sha256: await imageHash(target) };
  await writeFile(join(target, 'kernel.json'), `${JSON.stringify(whole, null, 2)}\n`);
}
