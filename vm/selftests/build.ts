import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { InfrastructureError, UserError } from '../errors.ts';
import { installHint } from '../installation.ts';
import { runTool, runToolStrictly } from '../kernels/apt/run.ts';
import { complaintsOf } from '../kernels/build/complaints.ts';
import { buildEnvironment, makeKernel } from '../kernels/build/make.ts';
import { compilerVersion } from '../kernels/build/toolchain.ts';
import { ifThere } from '../store/errors.ts';
import { sha256Text } from '../store/index.ts';
import { compileLauncher, launcherSource } from './launcher.ts';
import type { LtpTests } from './ltp/prepare.ts';
import { modulesOfOptions, wantedOptions } from './options.ts';
import {
  inSelftestSource,
  isThere,
  type SelftestOrigin,
  type SelftestSource,
  selftestDirectory,
  selftestPath,
} from './source.ts';

// Part of the key: raise it when the same source gives other files.
const LAYOUT = 1;

/** Besides their own directory, what the Makefiles of selftests reach for. */
const NEEDED = ['tools', 'samples', 'scripts'];

/** A program that tests a kernel. */
export interface SelftestProgram {
  /** File name; for LTP, the tag of a test. */
  name: string;
  /** What runs it, for a shell: only for LTP. */
  command?: string | undefined;
  /** Where it is in its source, when that does not follow from its name. */
  file?: string | undefined;
  /** Why it cannot run, when that is known before. */
  obstacle?: string | undefined;
}

/** Where programs come from: a source of the kernel, or an LTP. */
export type Origin = SelftestSource['origin'] & { ltp?: string | undefined };

/** Programs that test a kernel, ready for guests. */
export interface ReadyPrograms {
  /** Path below tools/testing/selftests, such as `landlock`; or `ltp`. */
  name: string;
  /** The source, as shown. */
  source: string;
  /** How to ask for it again. */
  origin: Origin;
  programs: readonly SelftestProgram[];
  /** Seconds that a program may take, 0 for ever; undefined when `settings` does not say. */
  timeout: number | undefined;
  /** Kernel options that they ask for, without CONFIG_, with the modules that they may be. */
  options: Readonly<Record<string, readonly string[]>>;
}

/** A directory of the kernel's selftests, built. */
export interface KernelSelftests extends ReadyPrograms {
  format: 'ktap';
  /** Host directory with everything that goes into a guest. */
  directory: string;
}

/** Selftests of the kernel, or tests of LTP. */
export type Selftests = KernelSelftests | LtpTests;

/** What to run of one directory. */
export interface SelftestTarget<T extends Selftests = Selftests> {
  selftests: T;
  /** One of its programs; undefined for all. */
  program?: string | undefined;
  /** One case of that program, for those of kselftest_harness.h. */
  only?: string | undefined;
}

/** What to build. */
export interface SelftestBuild extends SelftestOrigin {
  /** As users say it: `landlock`, `landlock/fs_test`, `landlock/fs_test/layout1.inval`. */
  targets: readonly string[];
  jobs: number;
}

/**
 * Build directories of selftests statically, unless the store has them: the same source and compiler give the same programs.
 *
 * @throws UserError for a name that the source does not have; InfrastructureError when nothing can be built
 */
export function buildSelftests(build: SelftestBuild): Promise<SelftestTarget<KernelSelftests>[]> {
  return inSelftestSource(build, async (source) => {
    const paths = await Promise.all(build.targets.map((text) => selftestPath(source, text)));
    const built = new Map<string, KernelSelftests>();
    for (const name of new Set(paths.map(({ name }) => name))) {
      built.set(name, await ensureSelftests({ ...build, source, name }));
    }
    return paths.map(({ name, ...rest }) => ({ selftests: built.get(name)!, ...rest }));
  });
}

async function ensureSelftests(one: One): Promise<KernelSelftests> {
  const { store, source, name, signal, say } = one;
  const directory = await store.ensure(
    await keyOf(source, name),
    async (target) => {
      const headers = await headersOf(one);
      say(`building selftests/${name} of ${source.id}`);
      await store.scratch('selftests', async (scratch) => {
        const folders = NEEDED.map((folder) => join(source.directory, folder)).filter(existsSync);
        await runToolStrictly('cp', ['-a', ...folders, scratch], { signal });
        await buildOne(one, { scratch, headers, target });
      });
    },
    { signal, onWait: () => say('waiting for another build of the same selftests') },
  );
  const manifest = JSON.parse(await readFile(join(directory, 'selftests.json'), 'utf8'));
  // The same files may have been built from another place.
  const { id, origin } = source;
  return { ...manifest, format: 'ktap', source: id, origin, directory: join(directory, 'tests') };
}

interface One extends Pick<SelftestBuild, 'jobs' | 'signal' | 'store' | 'say'> {
  source: SelftestSource;
  name: string;
}

async function keyOf({ identity }: SelftestSource, name: string): Promise<string> {
  const parts = [LAYOUT, identity, name, await compilerVersion(), await readFile(launcherSource, 'utf8')];
  return `selftests/${name.replaceAll('/', '-')}-${sha256Text(parts.join('\n')).slice(0, 32)}`;
}

/** The headers that user space gets of this source, without configuring it. */
async function headersOf({ source: { identity, directory }, store, jobs, signal, say }: One): Promise<string> {
  return store.ensure(`headers/${sha256Text(`${LAYOUT}\n${identity}`).slice(0, 32)}`, async (target) => {
    say('installing the headers of the kernel');
    await store.scratch('headers', async (objects) => {
      await makeKernel(['headers'], { source: directory, objects, jobs, signal });
      await cp(join(objects, 'usr/include'), target, { recursive: true });
    });
  });
}

async function buildOne(
  { source, name, jobs, signal }: One,
  { scratch, headers, target }: Record<'scratch' | 'headers' | 'target', string>,
): Promise<void> {
  const folder = join(scratch, 'tools/testing/selftests', name);
  const out = join(target, 'tests');
  await mkdir(out, { recursive: true });
  const words = ['--no-print-directory', '-C', folder, `OUTPUT=${out}`, `KHDR_INCLUDES=-isystem ${headers}`];
  const options = { environment: buildEnvironment, signal };
  const flags = ['USERLDFLAGS=-static -s', '-k', `-j${jobs}`];
  const made = await runTool('make', [...words, ...flags, 'all'], options);
  const said = `${made.stdout}\n${made.stderr}`;
  requirePackages(name, said);
  const list = async (variable: string) => {
    const listed = await runToolStrictly(
      'make',
      [...words, `--eval=kconform-list: ; @echo '' $(${variable})`, 'kconform-list'],
      options,
    );
    return (listed.trim().split('\n').at(-1) ?? '')
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
  };
  const files = [...(await list('TEST_PROGS')), ...(await list('TEST_FILES')), ...(await list('TEST_PROGS_EXTENDED'))];
  for (const file of files.filter((file) => !isAbsolute(file)))
    await ifThere(cp(join(folder, file), join(out, file), { recursive: true }));
  const names = [
    ...(await list('TEST_GEN_PROGS')),
    ...(await list('TEST_CUSTOM_PROGS')),
    ...(await list('TEST_PROGS')),
  ];
  const programs = await Promise.all(
    [...new Set(names.map((path) => basename(path)))].map((program) => describeProgram(program, out, said)),
  );
  const isBuilt = ({ obstacle }: SelftestProgram) => !obstacle?.startsWith(NOT_BUILT);
  if (programs.length === 0)
    throw new UserError(`selftests/${name} of ${source.id} have no programs that run by themselves`);
  if (!programs.every(isBuilt) && programs.every(({ obstacle }) => obstacle !== undefined))
    throw new InfrastructureError(`selftests/${name} of ${source.id} do not build:\n${complaintsOf(said)}`);
  await compileLauncher(join(out, '.launch'), signal);
  const original = selftestDirectory(source, name);
  const text = async (file: string) => (await ifThere(readFile(join(original, file), 'utf8'))) ?? '';
  const timeout = /^timeout=(\d+)$/m.exec(await text('settings'))?.[1];
  const manifest: Omit<KernelSelftests, 'directory' | 'source' | 'origin' | 'format'> = {
    name,
    programs,
    timeout: timeout === undefined ? undefined : Number(timeout),
    options: await modulesOfOptions(source.directory, wantedOptions(await text('config')), signal),
  };
  await writeFile(join(target, 'selftests.json'), JSON.stringify(manifest));
}

const NOT_BUILT = 'it does not build';

async function describeProgram(name: string, out: string, said: string): Promise<SelftestProgram> {
  const path = join(out, name);
  if (!(await isThere(path))) {
    const line = said.split('\n').find((line) => /error|undefined/.test(line) && line.includes(name));
    return { name, obstacle: `${NOT_BUILT}: ${line?.trim() ?? 'its Makefile does not say why'}` };
  }
  const interpreter = /^#! *(\S+)/.exec((await readFile(path)).subarray(0, 128).toString('latin1'))?.[1];
  return interpreter && interpreter !== '/bin/sh'
    ? { name, obstacle: `it is a script for ${interpreter}, which guests do not have` }
    : { name };
}

/** Debian packages of what selftests include and link. */
const PACKAGES: Readonly<Record<string, string>> = {
  'cap-ng': 'libcap-ng-dev',
  'cap-ng.h': 'libcap-ng-dev',
  cap: 'libcap-dev',
  'sys/capability.h': 'libcap-dev',
  mnl: 'libmnl-dev',
  'libmnl/libmnl.h': 'libmnl-dev',
  numa: 'libnuma-dev',
  'numa.h': 'libnuma-dev',
  c: 'libc6-dev',
};

/** @throws InfrastructureError that names the packages without which nothing can be said of these tests */
function requirePackages(name: string, said: string): void {
  const wanted = [...said.matchAll(/cannot find -l([\w-]+)|fatal error: (\S+): No such file/g)].map(
    ([, library, header]) => PACKAGES[(library ?? header)!],
  );
  const packages = [...new Set(wanted.filter((one) => one !== undefined))];
  if (packages.length === 0) return;
  throw new InfrastructureError(`building selftests/${name} needs packages that are missing: ${packages.join(', ')}`, {
    hint: installHint(packages),
  });
}

/** Files and directories of built selftests, by their path below the directory, parents first. */
export async function selftestFiles({
  directory,
}: KernelSelftests): Promise<{ path: string; from: string; mode: number }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => (entry.isFile() && !/\.[od]$/.test(entry.name)) || entry.isDirectory())
      .map(async (entry) => {
        const from = join(entry.parentPath, entry.name);
        return { path: from.slice(directory.length + 1), from, mode: (await stat(from)).mode };
      }),
  );
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
