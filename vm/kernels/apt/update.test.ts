import { expect, test } from 'vitest';
import { unusableSuites } from './update.ts';

test('suites that are missing or expired are told from what apt says', () => {
  const said = `W: something else
E: The repository 'http://x.invalid/debian nosuch Release' does not have a Release file.
E: The repository 'http://x.invalid/debian former Release' no longer has a Release file.
E: Release file for http://x.invalid/debian/dists/sid/InRelease is expired (invalid since 15d). Updates will not be applied.`;
  expect(unusableSuites(said)).toEqual([
    { suite: 'nosuch', why: 'missing' },
    { suite: 'former', why: 'missing' },
    { suite: 'sid', why: 'expired' },
  ]);
});
