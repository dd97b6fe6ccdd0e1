import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InfrastructureError, UserError } from '../errors.ts';
import { sha256File } from '../store/index.ts';
import type { KernelOptions } from './fetch.ts';
import { fetchKernel, listKernels, parseKernelName, updateLock } from './index.ts';
import { FakeArchive, type FakePackage } from './testing/fake-archive.ts';
import { bootBinaryKernel, imageKernel, splitKernel } from './testing/fake-packages.ts';
import { sandbox } from './testing/setup.ts';
import type { DebianName, Kernel } from './types.ts';

const missingTool = (await execa('which', ['gpg', 'apt-get', 'dpkg-deb'], { reject: false })).exitCode !== 0;
const get = (name: string, options: KernelOptions) => fetchKernel(parseKernelName(name) as DebianName, options);
const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => error,
  );

// Needs gpg, apt-get and dpkg-deb to build and sign the archive.
describe.skipIf(missingTool)('kernels of an archive', { timeout: 60_000 }, () => {
  let archive: FakeArchive;
  let everything: FakePackage[];
  beforeAll(async () => {
    archive = await FakeArchive.start();
    everything = [
      ...imageKernel('5.10.262', '5.10.262-1', '5.10.0-46-cloud-amd64'),
      ...bootBinaryKernel('7.0.13'),
      ...(await splitKernel('7.3.3')),
      ...(await splitKernel('7.3.4')),
    ];
  }, 60_000);
  afterAll(() => archive?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    archive.faults.clear();
    archive.requests.length = 0;
    await archive.publish('fake', everything);
  });
  const debRequests = () => archive.requests.filter((path) => path.endsWith('.deb'));

  test('every layout of packages gives image, config and modules', async () => {
    await using box = await sandbox(archive);
    const old = await get('debian:5.10', box.options);
    expect(old).toMatchObject({ id: 'debian:5.10', kind: 'debian', version: '5.10.262' });
    expect(await sha256File(old.image!)).toBe(old.sha256);
    expect(await readFile(old.config!, 'utf8')).toContain('LANDLOCK');
    const set = await old.modules(['virtio-console', 'ext4', 'broken']);
    expect(set.files.map(({ name }) => name)).toEqual(['virtio', 'virtio_ring', 'virtio_console', 'broken']);
    expect(set.builtin).toEqual(['ext4']);
    expect(set.missing).toEqual([{ name: 'nowhere', reason: 'not-in-kernel', neededBy: 'broken' }]);

    const bare = await get('debian:7.0', box.options);
    expect(bare.version).toBe('7.0.13');
    expect(bare.config).toBeUndefined();
    expect((await bare.modules(['overlay'])).missing).toEqual([{ name: 'overlay', reason: 'unknown' }]);

    const split = await get('debian:7.3', box.options);
    expect(split.version).toBe('7.3.4');
    expect(debRequests().some((path) => path.includes('modules'))).toBe(false);
    const overlay = await split.modules(['overlay', 'virtio_console']);
    expect(overlay.files.map(({ name }) => name)).toEqual(['helper', 'overlay']);
    expect(overlay.builtin).toEqual(['virtio_console']);
    expect((await get('debian:7.3.3', box.options)).version).toBe('7.3.3');
    expect(await readdir(join(box.options.store.root, 'tmp'))).toEqual([]);
  });

  test('a second run asks nobody', async () => {
    await using box = await sandbox(archive);
    const all = async () => {
      const names = ['debian:5.10', 'debian:7.0', 'debian:7.3', 'debian:7.3.3'];
      const kernels = await Promise.all(names.map((name) => get(name, box.options)));
      await kernels[2]!.modules(['overlay']);
      return kernels.map(({ sha256 }) => sha256);
    };
    const first = await all();
    archive.requests.length = 0;
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      expect(await all()).toEqual(first);
    } finally {
      process.env.PATH = path;
    }
    expect(archive.requests).toEqual([]);
  });

  test('concurrent fetches download once', async () => {
    await using box = await sandbox(archive);
    const [a, b] = await Promise.all([get('debian:5.10', box.options), get('debian:5.10', box.options)]);
    expect(a).toMatchObject({ image: b.image, sha256: b.sha256 });
    expect(debRequests()).toHaveLength(1);
    expect(archive.requests.filter((path) => path.endsWith('/InRelease'))).toHaveLength(1);
  });

  test('progress is told as events', async () => {
    await using box = await sandbox(archive);
    await get('debian:5.10', box.options);
    expect([...new Set(box.events.map(({ kind }) => kind))]).toEqual(['index', 'download', 'extract', 'ready']);
    const last = box.events.findLast((event) => event.kind === 'download')!;
    expect(last.bytes).toBe(last.total);
  });

  test.each([
    ['tampered', (body: Buffer) => Buffer.concat([body.subarray(0, -4), Buffer.from('evil')])],
    ['truncated', (body: Buffer) => body.subarray(0, body.length / 2)],
  ])('a %s download is thrown away and fetched again', async (_, fault) => {
    await using box = await sandbox(archive);
    archive.faults.set('5.10.262-1_amd64.deb', [fault]);
    expect((await get('debian:5.10', box.options)).version).toBe('5.10.262');
    expect(box.notes()).toEqual([expect.stringMatching(/arrived damaged/)]);
    expect(debRequests()).toHaveLength(2);
  });

  test('a package damaged twice is an infrastructure error, and nothing of it is kept', async () => {
    await using box = await sandbox(archive);
    const fault = (body: Buffer) => Buffer.concat([body.subarray(0, -4), Buffer.from('evil')]);
    archive.faults.set('5.10.262-1_amd64.deb', [fault, fault]);
    const error = await caught(get('debian:5.10', box.options));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).toMatch(/linux-image-5\.10.*damaged, twice/);
    expect(await readdir(join(box.options.store.root, 'debs'))).toEqual([]);
  });

  test('a kernel or package damaged in the cache is made anew', async () => {
    await using box = await sandbox(archive);
    const kernel = await get('debian:5.10', box.options);
    await truncate(kernel.image!, 100);
    const debs = join(box.options.store.root, 'debs');
    await truncate(join(debs, (await readdir(debs))[0]!), 100);
    const again = await get('debian:5.10', box.options);
    expect(again.sha256).toBe(kernel.sha256);
    expect(await sha256File(again.image!)).toBe(kernel.sha256);
    expect(box.notes()).toEqual([expect.stringMatching(/in the cache is damaged/)]);
  });

  test('lists with a wrong signature are fatal', async () => {
    await using box = await sandbox(archive);
    archive.faults.set('InRelease', [
      (body) => Buffer.from(body.toString().replace('Codename: fake', 'Codename: evil')),
    ]);
    const error = await caught(get('debian:5.10', box.options));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).toMatch(/not properly signed/);
  });

  test('lists signed by a stranger are fatal', async () => {
    await using box = await sandbox(archive);
    await using stranger = await FakeArchive.start();
    const { sources } = box.options.archive!;
    const options = { ...box.options, archive: { sources, keyring: stranger.keyring } };
    expect((await caught(get('debian:5.10', options))).message).toMatch(/not properly signed/);
  });

  test('suites that are missing or expired are left out', async () => {
    await archive.publish('stale', everything, new Date(Date.now() - 86_400_000));
    await using box = await sandbox(archive, ['nosuch', 'fake', 'stale']);
    expect((await get('debian:7.0', box.options)).version).toBe('7.0.13');
    expect(box.notes()).toEqual([expect.stringMatching(/expired: stale$/)]);
  });

  test('a mirror that is down is an infrastructure error, unless all is there already', async () => {
    await using box = await sandbox(archive);
    const dead = { sources: [{ uri: 'http://127.0.0.1:1/', suite: 'fake' }], keyring: archive.keyring };
    const error = await caught(get('debian:5.10', { ...box.options, archive: dead }));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(error.message).toMatch(/mirror cannot be used/);
    await get('debian:5.10', box.options);
    expect((await get('debian:5.10', { ...box.options, archive: dead })).version).toBe('5.10.262');
  });

  describe('the lock file', () => {
    test('pins the newest, and a run then uses that', async () => {
      await using box = await sandbox(archive);
      const changes = await updateLock(box.options);
      expect(changes.map(({ to }) => to)).toEqual(['7.3.4-1', '7.0.13-1', '5.10.262-1']);
      await archive.publish('fake', [...everything, ...(await splitKernel('7.3.5'))]);
      expect((await get('debian:7.3', box.options)).version).toBe('7.3.4');
      const [change] = await updateLock({ ...box.options, series: ['7.3'] });
      expect(change).toEqual({ series: '7.3', from: '7.3.4-1', to: '7.3.5-1' });
      expect((await get('debian:7.3', box.options)).version).toBe('7.3.5');
    });

    test('a pinned version that is gone is told, and the newest is taken, now and the next time', async () => {
      await using box = await sandbox(archive);
      await updateLock({ ...box.options, series: ['7.3'] });
      await rm(box.options.store.root, { recursive: true });
      const others = everything.filter(({ name }) => !name.includes('-7.3.'));
      await archive.publish('fake', [...others, ...(await splitKernel('7.3.9'))]);
      for (let run = 0; run < 2; run++) {
        box.events.length = 0;
        expect((await get('debian:7.3', box.options)).version).toBe('7.3.9');
        expect(box.notes()).toEqual([expect.stringMatching(/7\.3\.4-1 of the lock file is gone.*using 7\.3\.9-1/)]);
      }
    });

    test('a package that is listed but not there is passed over, and not asked for again', async () => {
      await using box = await sandbox(archive);
      archive.faults.set('linux-binary-7.3.4', [() => undefined]);
      expect((await get('debian:7.3', box.options)).version).toBe('7.3.3');
      expect(box.notes()).toEqual([expect.stringMatching(/lists linux-binary-7\.3\.4.* but does not have it/)]);
      archive.requests.length = 0;
      expect((await get('debian:7.3', box.options)).version).toBe('7.3.3');
      expect(archive.requests).toEqual([]);
    });
  });

  test('a series or version that the mirror lacks gets a suggestion', async () => {
    await using box = await sandbox(archive);
    const series = await caught(get('debian:7.4', box.options));
    expect(series).toBeInstanceOf(UserError);
    expect(`${series.message} ${series.hint}`).toMatch(/no kernel of the series 7\.4.*did you mean debian:7\.[03]/);
    const version = await caught(get('debian:7.3.77', box.options));
    expect(`${version.message} ${version.hint}`).toMatch(/no kernel 7\.3\.77.*debian:7\.3\.4, debian:7\.3\.3/);
  });

  test('listing tells what is known, pinned and fetched', async () => {
    await using box = await sandbox(archive);
    await updateLock({ ...box.options, series: ['7.0'] });
    await get('debian:7.3.3', box.options);
    const rows = Object.fromEntries((await listKernels(box.options)).map((row) => [row.series, row]));
    expect(rows['7.0']).toMatchObject({ version: '7.0.13', locked: '7.0.13', fetched: true, isDefault: true });
    expect(rows['7.3']).toMatchObject({ version: '7.3.4', newest: '7.3.4', fetched: false });
    expect(rows['6.12']).toEqual({ id: 'debian:6.12', series: '6.12', fetched: false, isDefault: true });
  });

  test.each(['InRelease', '_amd64.deb'])('a run killed while it waits for %s does not stop the next', async (part) => {
    await using box = await sandbox(archive);
    archive.faults.set(part, [() => new Promise(() => {})]);
    const { sources, keyring } = box.options.archive!;
    const code = `
      import { fetchKernel } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
      import { Store } from ${JSON.stringify(join(import.meta.dirname, '../store/index.ts'))};
      const store = new Store(${JSON.stringify(box.options.store.root)});
      const archive = ${JSON.stringify({ sources, keyring })};
      await fetchKernel({ kind: 'debian', id: 'debian:7.0', series: '7.0' }, { store, archive, lockFile: ${JSON.stringify(box.lockFile)} });`;
    const child = execa(process.execPath, ['--input-type=module-typescript', '-e', code], { reject: false });
    await expect.poll(() => archive.requests.some((path) => path.includes(part)), { timeout: 30_000 }).toBe(true);
    child.kill('SIGKILL');
    expect((await child).signal).toBe('SIGKILL');
    expect((await get('debian:7.0', box.options)).version).toBe('7.0.13');
    expect(await readdir(join(box.options.store.root, 'tmp'))).toEqual([]);
  });

  test('a fetch can be aborted', async () => {
    await using box = await sandbox(archive);
    const error = await caught(get('debian:5.10', { ...box.options, signal: AbortSignal.timeout(50) }));
    expect(error.name).toBe('TimeoutError');
  });

  test('a full disk is one clear error', async ({ skip }) => {
    await using box = await sandbox(archive);
    await get('debian:7.0', box.options);
    const { root } = box.options.store;
    const kernels = join(root, 'debs');
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', join(root, 'tmp')], {
      reject: false,
    });
    if (mounted.exitCode !== 0) skip('needs the right to mount a tmpfs');
    try {
      const error = await caught(get('debian:5.10', box.options));
      expect(error).toBeInstanceOf(InfrastructureError);
      expect(error.message).toMatch(/no space left/);
      expect(await readdir(kernels)).toHaveLength(1);
    } finally {
      await execa('umount', [join(root, 'tmp')]);
    }
  });
});

test('a kernel given as a file or tree, and the host', async () => {
  const { fakeBzImage, fakeModule } = await import('./testing/fake-kernel.ts');
  const { mkdtemp, mkdir } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { Store } = await import('../store/index.ts');
  const { resolveKernels } = await import('./index.ts');
  const cwd = await mkdtemp(join(tmpdir(), 'kconform-local-'));
  try {
    await mkdir(join(cwd, 'linux/arch/x86/boot'), { recursive: true });
    await mkdir(join(cwd, 'linux/include/config'), { recursive: true });
    await writeFile(join(cwd, 'linux/arch/x86/boot/bzImage'), fakeBzImage('7.3.4-me'));
    await writeFile(join(cwd, 'linux/include/config/kernel.release'), '7.3.4-me\n');
    await writeFile(join(cwd, 'linux/.config'), 'CONFIG_X=y\n');
    await writeFile(join(cwd, 'linux/a.ko'), fakeModule('a'));
    await writeFile(join(cwd, 'linux/modules.order'), 'a.ko\n');
    await writeFile(join(cwd, 'linux/modules.builtin'), 'kernel/fs/overlayfs/overlay.ko\n');
    await writeFile(join(cwd, 'vmlinuz'), fakeBzImage('9.9.9-none'));
    const store = new Store(join(cwd, 'cache'));
    const names = await resolveKernels(['./linux', './vmlinuz', 'host', './linux/arch/x86/boot/bzImage'], { cwd });
    const [tree, file, host, image] = await Promise.all(
      names.map((name): Promise<Kernel> => fetchKernel(name, { store })),
    );
    expect(tree).toMatchObject({ id: './linux', version: '7.3.4-me', config: join(cwd, 'linux/.config') });
    expect((await tree!.modules(['a'])).files).toHaveLength(1);
    expect(image).toMatchObject({ kind: 'file', config: join(cwd, 'linux/.config') });
    for (const built of [tree, image]) {
      expect(await built!.modules(['a', 'overlay'])).toMatchObject({ files: [{ name: 'a' }], builtin: ['overlay'] });
    }
    expect(file).toMatchObject({ kind: 'file', version: '9.9.9-none', image: join(cwd, 'vmlinuz') });
    expect((await file!.modules(['a'])).missing).toEqual([{ name: 'a', reason: 'unknown' }]);
    expect(host).toMatchObject({ kind: 'host', id: 'host' });
    expect(host!.image).toBeUndefined();
  } finally {
    await rm(cwd, { recursive: true });
  }
});
