/** Caches that are damaged, read-only, or shared by two runs at once. */
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoTrace, isRoot, ownCache, run, suite } from '../../testing/fault-box.ts';
import type { CliResult } from '../../testing/run-cli.ts';

let cache = '';
const kconform = (options = {}): Promise<CliResult> =>
  run(['run', '--kernel', 'debian:7.3', '--jobs', '1', '--suite', suite("quick('fine');")], {
    environment: { KCONFORM_CACHE: cache },
    ...options,
  });

function expectPass(result: CliResult): void {
  expectNoTrace(result);
  expect(result).toMatchObject({ status: 0, stdout: expect.stringMatching(/1 pass/) });
}

/** Where the only snapshot lies. */
function snapshot(): string {
  const names = readdirSync(join(cache, 'snapshots'));
  expect(names).toHaveLength(1);
  return join(cache, 'snapshots', names[0]!);
}

beforeAll(() => {
  cache = ownCache({ own: mkdtempSync(join(tmpdir(), 'kconform-faults-')), copy: ['accelerator', 'images'] });
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

test('two runs at once share what one of them makes', async () => {
  const both = await Promise.all([kconform(), kconform()]);
  for (const result of both) expectPass(result);
  expect(both.filter(({ stderr }) => /booted/.test(stderr))).toHaveLength(1);
  expect(readdirSync(join(cache, 'tmp'))).toEqual([]);
  snapshot();
}, 240_000);

test.runIf(isRoot)(
  'a warm cache may be read-only',
  async () => {
    const result = await kconform({ mounts: `mount --bind -o ro '${cache}' '${cache}'` });
    expectPass(result);
    expect(result.stderr).not.toMatch(/booted/);
  },
  120_000,
);

test('a snapshot with a wrong byte in its memory is made again', async () => {
  const file = openSync(join(snapshot(), 'memory'), 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, 4096);
  writeSync(file, Buffer.from([byte[0]! ^ 0x40]), 0, 1, 4096);
  closeSync(file);
  const result = await kconform();
  expectPass(result);
  expect(result.stderr).toMatch(/^debian:7\.3: its snapshot was damaged and is made again$/m);
}, 120_000);

test('a truncated snapshot is made again', async () => {
  truncateSync(join(snapshot(), 'state'), 1000);
  const result = await kconform();
  expectPass(result);
  expect(result.stderr).toMatch(/^debian:7\.3: its snapshot was damaged and is made again$/m);
}, 120_000);
