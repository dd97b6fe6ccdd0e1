import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InfrastructureError } from '../errors.ts';
import { Store } from './store.ts';
import { storeChild } from './testing/child.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kconform-store-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = (text: string) => (target: string) => writeFile(target, text);

describe('entries', () => {
  test('are made once and found again', async () => {
    const store = new Store(root);
    expect(await store.lookup('a/b')).toBeUndefined();
    const path = await store.ensure('a/b', write('one'));
    expect(await store.ensure('a/b', write('two'))).toBe(path);
    expect(await readFile(path, 'utf8')).toBe('one');
  });

  test('may be directories', async () => {
    const path = await new Store(root).ensure('tree', async (target) => {
      await mkdir(join(target, 'deep'), { recursive: true });
      await writeFile(join(target, 'deep/file'), 'x');
    });
    expect(await readFile(join(path, 'deep/file'), 'utf8')).toBe('x');
  });

  test('leave nothing behind when making them fails', async () => {
    const store = new Store(root);
    const failing = async (target: string) => {
      await writeFile(target, 'half');
      throw new Error('no luck');
    };
    await expect(store.ensure('a', failing)).rejects.toThrow('no luck');
    expect(await store.lookup('a')).toBeUndefined();
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  test('can be removed', async () => {
    const store = new Store(root);
    await store.ensure('a', write('x'));
    await store.remove('a');
    expect(await store.lookup('a')).toBeUndefined();
  });

  test.each(['../up', '/abs', 'a//b', '', 'a/../b', 'x~y'])('refuse the key %j', (key) => {
    expect(() => new Store(root).path(key)).toThrow(TypeError);
  });

  test('looking one up creates nothing', async () => {
    await new Store(join(root, 'none')).lookup('a');
    expect(existsSync(join(root, 'none'))).toBe(false);
  });
});

describe('concurrent runs', () => {
  test('make an entry once', async () => {
    const code = `await new s.Store(${JSON.stringify(root)}).ensure('k', async (t) => {
      await fs.appendFile(${JSON.stringify(join(root, 'log'))}, 'made\\n');
      await new Promise((r) => setTimeout(r, 300));
      await fs.writeFile(t, 'whole');
    });`;
    await Promise.all([storeChild(code), storeChild(code), storeChild(code)]);
    expect(await readFile(join(root, 'log'), 'utf8')).toBe('made\n');
    expect(await readFile(join(root, 'k'), 'utf8')).toBe('whole');
  });

  test('make an entry once within one process, and tell who waits', async () => {
    const store = new Store(root);
    let made = 0;
    let waited = 0;
    const produce = async (target: string) => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 100));
      await writeFile(target, 'x');
    };
    const onWait = () => waited++;
    await Promise.all([1, 2, 3].map(() => store.ensure('k', produce, { onWait })));
    expect([made, waited]).toEqual([1, 2]);
  });

  test('a wait can be given up', async () => {
    const store = new Store(root);
    await using _held = await store.lock('k');
    const signal = AbortSignal.timeout(100);
    await expect(store.ensure('k', write('x'), { signal })).rejects.toThrow(/timeout/);
  });

  test('do not sweep what another is working on', async () => {
    const store = new Store(root);
    await store.scratch('work', async (directory) => {
      expect(await new Store(root).sweep()).toEqual([]);
      expect(existsSync(directory)).toBe(true);
    });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    expect(await readdir(join(root, 'locks'))).toEqual([]);
  });
});

describe('a run killed by SIGKILL', () => {
  /** Start a child that hangs in the middle of `work`, and kill it there. */
  async function killedWithin(work: string): Promise<void> {
    const child = storeChild(`const store = new s.Store(${JSON.stringify(root)});\n${work}`, { reject: false });
    for await (const line of child) if (line === 'half') child.kill('SIGKILL');
    expect((await child).signal).toBe('SIGKILL');
  }

  test('leaves no entry, no lock, and nothing that the next run does not sweep', async () => {
    await killedWithin(`await store.ensure('k', async (t) => {
      await fs.mkdir(t);
      await fs.writeFile(t + '/part', 'half of it');
      console.log('half');
      await new Promise((r) => setTimeout(r, 60_000));
    });`);
    const store = new Store(root);
    expect(await store.lookup('k')).toBeUndefined();
    expect(await readdir(join(root, 'tmp'))).toHaveLength(1);
    await store.ensure('other', write('x'));
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    expect(await readFile(await store.ensure('k', write('whole')), 'utf8')).toBe('whole');
  });

  test('leaves a scratch directory that the next run sweeps', async () => {
    await killedWithin(`await store.scratch('work', async (d) => {
      await fs.writeFile(d + '/junk', 'x');
      console.log('half');
      await new Promise((r) => setTimeout(r, 60_000));
    });`);
    expect(await new Store(root).sweep()).toHaveLength(1);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });
});

describe('a cache that cannot be used is one clear error', () => {
  const failure = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (caught) => caught,
    );
    expect(error).toBeInstanceOf(InfrastructureError);
    return error as InfrastructureError;
  };

  test('full disk', async ({ skip }) => {
    const mount = join(root, 'small');
    await mkdir(mount);
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount], { reject: false });
    if (mounted.exitCode !== 0) skip('needs the right to mount a tmpfs');
    try {
      const store = new Store(mount);
      const error = await failure(store.ensure('k', (target) => writeFile(target, Buffer.alloc(1 << 20))));
      expect(error.message).toMatch(/no space left/);
      expect(error.hint).toMatch(/KCONFORM_CACHE/);
      expect(await store.lookup('k')).toBeUndefined();
      const byTar = `No space left on device`;
      const error2 = await failure(
        store.ensure('k', () => Promise.reject(Object.assign(new Error(), { stderr: byTar }))),
      );
      expect(error2.message).toMatch(/no space left/);
    } finally {
      await execa('umount', [mount]);
    }
  });

  test('a file where the directory should be', async () => {
    await writeFile(join(root, 'file'), '');
    const error = await failure(new Store(join(root, 'file')).ensure('k', write('x')));
    expect(error.message).toMatch(/not a directory/);
  });

  test('no permission to write, no permission to read', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('needs root, to become somebody else');
    const closed = join(root, 'closed');
    await mkdir(closed);
    await chmod(root, 0o755);
    const code = (work: string) => `try { ${work} } catch (e) { console.log(e.name, e.message, e.hint); }`;
    const asNobody = async (work: string) => {
      const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
      const script = `import * as s from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}; ${code(work)}`;
      const { stdout } = await execa('setpriv', [
        ...nobody,
        process.execPath,
        '--input-type=module-typescript',
        '-e',
        script,
      ]);
      return stdout;
    };
    const store = `new s.Store(${JSON.stringify(closed)})`;
    expect(await asNobody(`await ${store}.ensure('k', async () => {})`)).toMatch(
      /InfrastructureError.*permission denied.*KCONFORM_CACHE/,
    );
    await chmod(closed, 0o700);
    expect(await asNobody(`await ${store}.lookup('k')`)).toMatch(/InfrastructureError.*permission denied/);
    await chown(closed, 65534, 65534);
    expect(await asNobody(`console.log(await ${store}.lookup('k'))`)).toBe('undefined');
  });
});
