import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { kernelName } from './review/means.ts';
import { capture } from './run-cli.ts';

let patch: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-review-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  patch = join(folder, 'v2.mbox');
  writeFileSync(patch, 'Subject: [PATCH] x\n\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n');
});

test.for<[string, string[], RegExp]>([
  ['no series', ['--base', '7.3'], /error: review takes a series\nhint: --series v2.mbox/],
  ['no such series', ['--base', '7.3', '--series', 'nowhere'], /error: there is no series nowhere\n/],
  ['no base', ['--series', 'PATCH'], /error: review needs to know what to apply the series to\nhint: --base 7.3/],
  ['no such base', ['--series', 'PATCH', '--base', 'v9.9'], /error: --base v9.9 is neither a directory nor a commit/],
  ['a base twice', ['--series', 'PATCH', '--base', '7.3', '--base', '7.3'], /error: two bases are called 7.3/],
  ['no kernel source', ['--series', 'PATCH', '--base', '/usr'], /error: \/usr is no kernel source/],
  ['no such scenario', ['--series', 'PATCH', '--base', '7.3', 'nothing-of-that-kind'], /error: no scenario matches/],
])('%s: told before anything is built', async ([, args, message]) => {
  const words = args.map((word) => (word === 'PATCH' ? patch : word));
  const { status, out, err } = await capture('review', ...words);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toMatch(message);
});

test('kernels are called as build would call them, and those in between by number', () => {
  const base = { kind: 'source', name: '7.3', series: '7.3' } as const;
  const series = { title: 't', name: 'v2', patches: [1, 2, 3].map((n) => ({ name: `${n}`, text: '' })) };
  const named = (patch: number, config: string[] = []) =>
    kernelName(base, patch, { series, options: { config } as unknown as Parameters<typeof kernelName>[2]['options'] });
  expect([0, 1, 3].map((patch) => named(patch))).toEqual(['7.3', '7.3-v2-1', '7.3-v2']);
  expect(named(2, ['debug'])).toBe('7.3-v2-2-debug');
});
