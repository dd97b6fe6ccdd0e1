import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { DEFAULT_SERIES, parseKernelName } from './names.ts';
import { expandNames } from './resolve.ts';
import { fakeBzImage, fakeVmlinux } from './testing/fake-kernel.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kconform-names-'));
  await mkdir(join(cwd, 'linux/arch/x86/boot'), { recursive: true });
  await mkdir(join(cwd, 'unbuilt'));
  await mkdir(join(cwd, 'empty'));
  await writeFile(join(cwd, 'unbuilt/Kbuild'), '');
  await writeFile(join(cwd, 'linux/arch/x86/boot/bzImage'), fakeBzImage('7.3.4'));
  await writeFile(join(cwd, 'bzImage'), fakeBzImage('7.3.4'));
  await writeFile(join(cwd, 'vmlinux'), fakeVmlinux());
  await writeFile(join(cwd, 'nopvh'), fakeVmlinux({ pvh: false }));
  await writeFile(join(cwd, 'arm'), fakeVmlinux({ machine: 183 }));
  await writeFile(join(cwd, 'text'), 'hello');
  await writeFile(join(cwd, 'nothing'), '');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const series = [...DEFAULT_SERIES, '6.16'];
const ids = async (...names: string[]) => (await expandNames(names, { series, cwd })).map(({ id }) => id);
const failure = async (...names: string[]) => {
  const error = await expandNames(names, { series, cwd }).catch((caught) => caught);
  expect(error).toBeInstanceOf(UserError);
  return `${error.message} | ${error.hint}`;
};

describe('names', () => {
  test('of Debian kernels', () => {
    expect(parseKernelName('debian:7.3')).toEqual({ kind: 'debian', id: 'debian:7.3', series: '7.3' });
    expect(parseKernelName('debian:6.12.107')).toMatchObject({ kind: 'debian', series: '6.12', version: '6.12.107' });
    expect(parseKernelName('debian:7.4-rc2')).toMatchObject({ kind: 'debian', series: '7.4', version: '7.4-rc2' });
  });

  test('nonsense never throws while parsing', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseKernelName(text).kind === 'string'));
  });

  test('of files, trees and the host', async () => {
    const names = ['./bzImage', './vmlinux', './linux', 'linux/', join(cwd, 'bzImage'), 'host'];
    const kinds = (await expandNames(names, { series, cwd })).map(({ kind }) => kind);
    expect(kinds).toEqual(['file', 'file', 'tree', 'tree', 'file', 'host']);
  });
});

describe('sets', () => {
  test('no name means one kernel for each ABI', async () => {
    expect(await ids()).toEqual(DEFAULT_SERIES.map((name) => `debian:${name}`));
    expect(await ids('default')).toEqual(await ids());
  });

  test('globs choose from the known series, in order', async () => {
    expect(await ids('debian:7.*')).toEqual(['debian:7.0', 'debian:7.1', 'debian:7.2', 'debian:7.3']);
    expect(await ids('debian:6.1?')).toEqual(['debian:6.12', 'debian:6.16', 'debian:6.18']);
    expect(await ids('debian:{6.1,7.[0-1]}')).toEqual(['debian:6.1', 'debian:7.0', 'debian:7.1']);
    expect(await ids('all')).toHaveLength(series.length);
  });

  test('duplicates are dropped and the order kept', async () => {
    expect(await ids('debian:7.3', 'debian:7.*')).toEqual(['debian:7.3', 'debian:7.0', 'debian:7.1', 'debian:7.2']);
  });

  test('a glob without a match names the known kernels', async () => {
    expect(await failure('debian:9.*')).toMatch(/no known kernel matches.*debian:7\.3/);
    expect(await failure('debian:[')).toMatch(/malformed pattern/);
  });
});

describe('wrong names', () => {
  test.each([
    ['debain:7.3', 'debian:7.3'],
    ['debian7.3', 'debian:7.3'],
    ['7.3', 'debian:7.3'],
    ['v6.12', 'debian:6.12'],
    ['6.12.107', 'debian:6.12.107'],
    ['hots', 'host'],
    ['al', 'all'],
  ])('%s suggests %s', async (typed, meant) => {
    expect(await failure(typed)).toContain(`did you mean ${meant}?`);
  });

  test('far from everything, the hint tells what names look like', async () => {
    expect(await failure('windows-nt')).toMatch(/unknown kernel windows-nt.*debian:SERIES/);
    expect(await failure('')).toMatch(/unknown kernel ""/);
  });

  test('build: takes a name, not a path', async () => {
    expect(parseKernelName('build:mine')).toEqual({ kind: 'build', id: 'build:mine', name: 'mine' });
    expect(await failure('build:')).toMatch(/unknown kernel build:/);
  });
});

describe('paths that are no kernel', () => {
  test.each([
    ['./gone', /no kernel at \.\/gone: no such file/],
    ['./text', /\.\/text is no kernel image: it has neither/],
    ['./nothing', /the file is empty/],
    ['./nopvh', /without a PVH note.*CONFIG_PVH/],
    ['./arm', /not for x86-64: its ELF machine is 183/],
    ['./unbuilt', /not built.*make -C/],
    ['./empty', /is no kernel tree/],
  ])('%s', async (name, message) => {
    expect(await failure(name)).toMatch(message);
  });
});
