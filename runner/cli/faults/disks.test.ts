/** Disks that are full, closed or read-only. */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../../vm/installation.ts';
import { fetchKernel, resolveKernels } from '../../../vm/kernels/index.ts';
import {
  expectFailure,
  expectNoTrace,
  isRoot,
  ownCache,
  results,
  run,
  suite,
  temporary,
} from '../../testing/fault-box.ts';

const command = () => [
  'run',
  '--accel',
  'tcg',
  '--kernel',
  'debian:7.3',
  '--jobs',
  '1',
  '--suite',
  suite("quick('fine');"),
];
const tiny = (folder: string, size: string) => `mount -t tmpfs -o size=${size} tmpfs '${folder}'`;

describe.runIf(isRoot)('the cache', () => {
  // In a new clone these may be the first tests that want a kernel, and a folder for results.
  beforeAll(async () => {
    for (const name of await resolveKernels(['debian:7.3'])) await fetchKernel(name);
    mkdirSync(join(root, 'results'), { recursive: true });
  }, 240_000);

  test.each([
    [
      'for an image',
      '64k',
      /cannot use the cache .*: no space left on the device\n {2}hint: free some space, or point KCONFORM_CACHE/,
    ],
    [
      "for a guest's memory",
      '8m',
      /no space left for the guest's memory .*\n {2}hint: free some space, or point KCONFORM_CACHE/,
    ],
  ])(
    'has no space %s',
    async (_, size, message) => {
      const [full, real] = [temporary(), ownCache({ copy: [] })];
      const mounts = `${tiny(full, size)}\ncp -d '${real}'/* '${full}'`;
      expectFailure(await run(command(), { mounts, environment: { KCONFORM_CACHE: full } }), 69, message);
    },
    120_000,
  );

  test('belongs to somebody else', async () => {
    const closed = temporary();
    chmodSync(closed, 0o700);
    const nobody = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"';
    // What the run writes outside of the cache it may write.
    const mounts = `mount -t tmpfs -o mode=1777 tmpfs '${join(root, 'results')}'\n${nobody}`;
    const args = command();
    chmodSync(args.at(-1)!, 0o755);
    const result = await run(args, { mounts, environment: { KCONFORM_CACHE: closed, HOME: '/nonexistent' } });
    expectFailure(result, 69, /cannot use the cache .*: permission denied\n {2}hint: make it readable and writable/);
  }, 120_000);
});

describe('results', () => {
  test.each([
    ['below a file', '/etc/passwd/results.json', 'a part of the path is not a folder'],
    ['where nothing can be made', '/proc/nowhere/results.json', 'no such folder, and it cannot be made'],
    ['in place of a folder', '/usr', 'it is a folder'],
  ])('%s', async (_, path, reason) => {
    for (const option of ['--results', '--junit']) {
      const { status, stdout, stderr } = await run([...command(), option, path]);
      const expected = `kconform: error: cannot write ${path}: ${reason}\nhint: choose another file\n`;
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expected });
    }
  });

  test('in a folder that is missing: it is made', async () => {
    const folder = join(temporary(), 'not/yet');
    const result = await run([...command(), '--results', join(folder, 'x.json')]);
    expectNoTrace(result);
    expect({ status: result.status, names: readdirSync(folder) }).toEqual({ status: 0, names: ['x.json'] });
  }, 120_000);

  test.runIf(isRoot)('on a full disk, before the run', async () => {
    const mounts = `${tiny(join(root, 'results'), '4k')}\nhead -c 4096 /dev/zero > '${join(root, 'results/ballast')}'`;
    const result = await run(command(), { mounts });
    expectFailure(result, 69, /^kconform: error: cannot write .*results\/.*: no space left .*\nhint: free some space/);
    expect(result.stdout).toBe('');
  });

  test.runIf(isRoot)(
    'on a disk that fills up during the run: they are saved elsewhere',
    async () => {
      const TMPDIR = temporary();
      // The journal is the larger half of what fits.
      const result = await run(command(), { mounts: tiny(join(root, 'results'), '4k'), environment: { TMPDIR } });
      expectFailure(
        result,
        69,
        /infrastructure {2}cannot write .*: no space left on the device; the results are in (.*\.json)/,
      );
      const path = /the results are in (.*\.json)/.exec(result.stdout)![1]!;
      expect(results(path)).toMatchObject({ status: 'infrastructure', verdicts: [{ verdict: 'pass' }] });
    },
    120_000,
  );

  test('that a report is asked of, and that are no results', async () => {
    const path = join(temporary(), 'x.json');
    writeFileSync(path, '{"schema": "kconf');
    expectFailure(await run(['report', path]), 2, /x\.json is not a results document: it does not say "schema"/);
  });
});
