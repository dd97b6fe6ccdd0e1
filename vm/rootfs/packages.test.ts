import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { InfrastructureError, UserError } from '../errors.ts';
import { FakeArchive, type FakePackage } from '../kernels/testing/fake-archive.ts';
import { Store } from '../store/index.ts';
import { lockText, type PackageContext, resolvePackages } from './packages.ts';
import { parseRecipe, type Recipe } from './recipe.ts';
import { ensureRoot } from './root.ts';

const missingTool = (await execa('which', ['gpg', 'apt-get', 'dpkg-deb'], { reject: false })).exitCode !== 0;

const fake = (name: string, version = '1'): FakePackage => ({
  name,
  version,
  files: { [`usr/bin/${name}`]: `${name} ${version}`.repeat(1000) },
});

// Needs gpg, apt-get and dpkg-deb to build and sign the archive.
describe.skipIf(missingTool)('roots from an archive', { timeout: 60_000 }, () => {
  let archive: FakeArchive;
  let context: PackageContext & { notes: string[] };
  let directory: string;
  beforeAll(async () => {
    archive = await FakeArchive.start();
  }, 60_000);
  afterAll(() => archive?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    archive.faults.clear();
    archive.requests.length = 0;
    await archive.publish(
      'fake',
      ['one', 'two', 'three'].map((name) => fake(name)),
    );
    directory = await mkdtemp(join(tmpdir(), 'kconform-test-'));
    await mkdir(join(directory, 'small'));
    const notes: string[] = [];
    context = {
      store: new Store(join(directory, 'cache')),
      archive: { sources: [{ uri: archive.uri, suite: 'fake' }], keyring: archive.keyring },
      onNote: (text) => void notes.push(text),
      notes,
    };
    onTestFinished(() => rm(directory, { recursive: true }));
  });
  const recipe = (words: { suites?: string; packages?: string; more?: string } = {}): Recipe =>
    parseRecipe(
      `suites: [${words.suites ?? 'fake'}]\npackages: [${words.packages ?? 'one, two, three'}]\nready: [a.service]\nmemory: 64\n${words.more ?? ''}`,
      join(directory, 'small/recipe.yaml'),
      'small/recipe.yaml',
    );
  const debs = () => archive.requests.filter((path) => path.endsWith('.deb'));
  const pin = async () =>
    writeFile(join(directory, 'small/packages.lock.json'), lockText(await resolvePackages(recipe(), context)));
  const caught = async (work: Promise<unknown>): Promise<Error & { hint?: string }> => {
    try {
      await work;
    } catch (error) {
      return error as Error;
    }
    throw new Error('did not fail');
  };

  test('each package is fetched once, and the root made once', async () => {
    const { packages, sha256 } = await ensureRoot(recipe(), context);
    expect(packages.map(({ name }) => name)).toEqual(['one', 'three', 'two']);
    expect(debs().sort()).toEqual(['/pool/one_1_amd64.deb', '/pool/three_1_amd64.deb', '/pool/two_1_amd64.deb']);
    expect(context.notes).toContain('small: fetching 3 packages');
    expect(context.notes.at(-2)).toMatch(/^small: \d+ of \d+ MB$/);
    expect(context.notes.at(-1)).toBe('small: unpacking 3 packages');
    await pin();
    expect(await ensureRoot(recipe(), context)).toMatchObject({ sha256 });
    expect(debs()).toHaveLength(3);
  });

  test('a package that is left out', async () => {
    const { packages } = await ensureRoot(recipe({ more: 'without: [two]' }), context);
    expect(packages.map(({ name }) => name)).toEqual(['one', 'three']);
  });

  test.for([
    [{ packages: 'one, tow' }, "small/recipe.yaml:2: the Debian archive has no package 'tow' in fake"],
    [{ more: 'without: [four]' }, "small/recipe.yaml:5: no package depends on 'four'"],
    [{ suites: 'fkae' }, "small/recipe.yaml:1: no suite 'fkae' is known"],
  ] as const)('%j is told by file and line', async ([words, message]) => {
    const error = await caught(ensureRoot(recipe(words), context));
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(message);
  });

  test('only what arrived damaged is fetched again', async () => {
    archive.faults.set('two_1', [(body) => Buffer.concat([body.subarray(0, -4), Buffer.from('evil')])]);
    await ensureRoot(recipe(), context);
    expect(context.notes).toContainEqual(expect.stringMatching(/^two arrived damaged \(.+\): once again$/));
    expect(debs().filter((path) => !path.includes('two'))).toHaveLength(2);
  });

  test('a package damaged twice is an infrastructure error, and the others are kept', async () => {
    const fault = (body: Buffer) => Buffer.concat([body.subarray(0, -4), Buffer.from('evil')]);
    archive.faults.set('two_1', [fault, fault]);
    const error = await caught(ensureRoot(recipe(), context));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).toMatch(/^two 1 arrives damaged, twice/);
    expect(await readdir(join(context.store.root, 'debs'))).toHaveLength(2);
  });

  test('what the mirror no longer has is resolved anew, and told', async () => {
    await pin();
    await archive.publish('fake', [fake('one'), fake('two', '2'), fake('three')]);
    await rm(context.store.root, { recursive: true });
    const { packages } = await ensureRoot(recipe(), context);
    expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual(['one 1', 'three 1', 'two 2']);
    expect(context.notes).toContainEqual(expect.stringMatching(/no longer has what .*packages\.lock\.json pins/));
  });

  test('a mirror that is down is an infrastructure error', async () => {
    const dead = { sources: [{ uri: 'http://127.0.0.1:1/', suite: 'fake' }], keyring: archive.keyring };
    const error = await caught(ensureRoot(recipe(), { ...context, archive: dead }));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).toMatch(/mirror cannot be used/);
  });

  test('a full disk is one clear error', async ({ skip }) => {
    await pin();
    const tmp = join(context.store.root, 'tmp');
    await mkdir(tmp, { recursive: true });
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', tmp], { reject: false });
    if (mounted.exitCode !== 0) skip('needs the right to mount a tmpfs');
    onTestFinished(async () => void (await execa('umount', [tmp])));
    const error = await caught(ensureRoot(recipe(), context));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).toMatch(/^cannot use the cache .*: no space left on the device$/);
    expect(error.hint).toMatch(/free some space/);
  });
});
