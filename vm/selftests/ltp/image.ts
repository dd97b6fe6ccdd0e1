/** Tests of LTP in the image of a guest, laid out as `make install` does, below /opt/ltp. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CpioEntry } from '../../image/cpio.ts';
import { root as installation } from '../../installation.ts';
import { calledBy, companions } from './choose.ts';
import { isForGuests } from './dynamic.ts';
import { MissingLibrary } from './libraries.ts';
import type { LtpTests } from './prepare.ts';

/** Runs a command as a test of LTP: `run [NAME=VALUE...] COMMAND [ARGUMENT...]`. */
export const ltpRunner = '/opt/ltp/run';

const bin = 'opt/ltp/testcases/bin';
const data = 'opt/ltp/testcases/data';
const program = 0o100755;
const file = 0o100644;

/** Users and groups that tests become, by the numbers that Debian has for them. */
const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/:/bin/false
bin:x:2:2:bin:/:/bin/false
nobody:x:65534:65534:nobody:/:/bin/false
`;
const GROUP = 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nusers:x:100:\nnogroup:x:65534:\n';

/**
 * What goes into an initramfs for these tests, directories first.
 *
 * @param config path of the kernel's configuration
 */
export async function ltpEntries(tests: LtpTests, config: string | undefined): Promise<CpioEntry[]> {
  const { tree, tools, launcher, programs } = tests;
  const files = new Map<string, { from: string; mode: number }>();
  files.set('kselftest/launch', { from: launcher, mode: program });
  files.set(ltpRunner.slice(1), { from: join(installation, 'fixtures/selftests/ltp-run.sh'), mode: program });
  if (config !== undefined) files.set('opt/ltp/kernel-config', { from: config, mode: file });
  for (const { command = '', obstacle } of programs) {
    if (obstacle !== undefined) continue;
    for (const name of await companions(tree, command))
      files.set(`${bin}/${name}`, { from: tree.programs.get(name)!, mode: program });
    for (const name of calledBy(tree, command))
      for (const [path, from] of await dataOf(tests, name)) files.set(path, { from, mode: file });
  }
  for (const [name, from] of tools) files.set(`sbin/${name}`, { from, mode: program });
  // Where else to look for libraries, and how to make file systems.
  for (const from of ['/etc/ld.so.cache', '/etc/mke2fs.conf'])
    if (existsSync(from)) files.set(from.slice(1), { from, mode: file });
  for (const path of await librariesOf(tests, [...files.values()]))
    files.set(path.slice(1), { from: path, mode: program });
  const texts = Object.entries({ 'etc/passwd': PASSWD, 'etc/group': GROUP });
  return [
    ...directoriesOf([...files.keys()]).map((path) => ({ path, mode: 0o040755 })),
    { path: 'usr/bin/env', mode: 0o120777, data: Buffer.from('/bin/busybox') },
    ...texts.map(([path, text]) => ({ path, mode: file, data: Buffer.from(text) })),
    ...(await Promise.all(
      [...files].map(async ([path, { from, mode }]) => ({ path, mode, data: await readFile(from) })),
    )),
  ];
}

/** Data files of a test, which are installed by its name; in a source tree they lie beside it. */
async function dataOf({ tree }: LtpTests, name: string): Promise<[path: string, from: string][]> {
  const at = tree.programs.get(name);
  if (at === undefined) return [];
  const from = tree.installed ? join(tree.directory, 'testcases/data', name) : join(dirname(at), 'datafiles');
  if (!existsSync(from)) return [];
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [`${data}/${basename(name)}${path.slice(from.length)}`, path]);
}

/** A helper that lacks a library is for tests to notice. */
async function librariesOf({ libraries }: LtpTests, files: readonly { from: string }[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { from } of files) {
    if (!isForGuests(await readFile(from))) continue;
    try {
      for (const path of await libraries.of(from)) found.add(path);
    } catch (error) {
      if (!(error instanceof MissingLibrary)) throw error;
    }
  }
  return found;
}

function directoriesOf(paths: readonly string[]): string[] {
  const all = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, index) => void all.add(parts.slice(0, index + 1).join('/')));
  }
  return [...all].sort();
}
