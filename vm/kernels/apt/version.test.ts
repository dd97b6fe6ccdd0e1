import { expect, test } from 'vitest';
import { compareDebianVersions, seriesOf, upstreamVersion } from './version.ts';

test.each([
  ['7.3~rc7-1~exp1', '7.3.4-1~bpo13+1'],
  ['7.2.12-1~bpo13+1', '7.2.12-1'],
  ['6.1.176-1', '6.1.180-1~deb11u1'],
  ['6.1.180-1~deb11u1', '6.1.180-1'],
  ['5.10.9-1', '5.10.10-1'],
  ['9.0-1', '1:1.0-1'],
  ['1.0a-1', '1.0+-1'],
  ['7.0.12-1', '7.0.12-2~bpo13+1'],
])('%s is older than %s', (older, newer) => {
  expect(compareDebianVersions(older, newer)).toBeLessThan(0);
  expect(compareDebianVersions(newer, older)).toBeGreaterThan(0);
  expect(compareDebianVersions(newer, newer)).toBe(0);
});

test('the kernel’s own version', () => {
  expect(upstreamVersion('7.3.4-1~bpo13+1')).toBe('7.3.4');
  expect(upstreamVersion('7.4~rc2-1~exp1')).toBe('7.4-rc2');
  expect(seriesOf('7.4-rc2')).toBe('7.4');
  expect(seriesOf('5.10.262')).toBe('5.10');
});
