import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SelftestTarget } from '../../vm/selftests/build.ts';
import { prepareLtp } from '../../vm/selftests/ltp/prepare.ts';
import { Store } from '../../vm/store/index.ts';
import type { Results } from '../results/schema.ts';
import { runOnGuest, verdictsOf } from './testing/run-on-guest.ts';

const folder = mkdtempSync(join(tmpdir(), 'kconform-test-'));
const prefix = join(folder, 'ltp');
let doc: Results;

beforeAll(async () => {
  await execa('make', ['-s', '-C', 'fixtures/selftests/ltp', `PREFIX=${prefix}`]);
  const prepare = (names: string[]) =>
    prepareLtp({ directory: prefix, names, store: new Store(), jobs: 1, say: () => {} });
  const all = await prepare(['lt_*', 'lt_device/ext4']);
  // Nobody wants to wait for the one that never ends.
  const selftests = { ...all[0]!.selftests, timeout: 12 };
  const targets: SelftestTarget[] = all.map((target) => ({ ...target, selftests }));
  doc = await runOnGuest(folder, {
    targets,
  });
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true }));

const verdicts = (program: string) => verdictsOf(doc, `ltp/${program}`);

test('tests of LTP find what the guide promises them: variables, configuration, helpers, data, users', () => {
  expect(verdicts('lt_environment')).toEqual(['whole-program | pass']);
  const skipped = 'whole-program | unsupported | Landlock ABI 99 is required';
  expect([verdicts('lt_skip'), verdicts('lt_shell')]).toEqual([[skipped], ['whole-program | pass']]);
});

test('a device of 300 MB fits into a guest, and the one file system that was asked for is made on it', () => {
  expect(verdicts('lt_device')).toEqual(['ext4 | pass']);
});

test('file systems are cases, and those of further variants', () => {
  expect(verdicts('lt_sections')).toEqual([
    'ext4 | pass',
    'tmpfs | unsupported | tmpfs is not supported',
    expect.stringMatching(
      /^ext4-2 \| mismatch \| .*lt_sections\.c:\d+: open\(path, 0\) expected EACCES: ENOENT \(2\)$/,
    ),
    expect.stringMatching(/^tmpfs-2 \| broken \| .*lt_sections\.c:\d+: mkdir\(sandbox,0777\) failed: ENOSPC \(28\)$/),
    'whole-program | pass',
  ]);
});

test('a panic and a test without end belong to the file system in flight, and what is not there is told', () => {
  expect(verdicts('lt_panic')).toEqual([
    'ext4 | pass',
    expect.stringMatching(/^tmpfs \| crash \| .*sysrq.* in tmpfs$/i),
    expect.stringMatching(/^whole-program \| crash \| /),
  ]);
  expect(verdicts('lt_silent')).toEqual([
    expect.stringMatching(/^ext4 \| hang \| it did not end within \d+ s in ext4, its guest was idle$/),
    expect.stringMatching(/^whole-program \| hang \| /),
  ]);
  expect(verdicts('lt_abort')).toEqual(['whole-program | mismatch | killed by signal 6']);
  expect(verdicts('lt_unbuilt')).toEqual([
    'whole-program | unsupported | lt_unbuilt is not there: LTP was built without it',
  ]);
});
