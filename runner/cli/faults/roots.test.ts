/** Roots with real programs that cannot be had. vm/rootfs tests the details; this is what the user sees. */
import { expect, test } from 'vitest';
import { expectFailure, run, temporary } from '../../testing/fault-box.ts';

test('a root that there is no recipe for', async () => {
  const result = await run(['rootfs', 'build', 'sesion']);
  expectFailure(
    result,
    2,
    /^kconform: error: there is no root 'sesion'\nhint: there are recipes for display, session\n$/,
  );
  expect(result.stdout).toBe('');
});

test('a root without a mirror to fetch packages from', async () => {
  // Nobody listens on the discard port; nothing leaves the machine.
  const environment = { KCONFORM_CACHE: temporary(), KCONFORM_DEBIAN_MIRROR: 'http://127.0.0.1:9/debian' };
  const result = await run(['rootfs', 'build', 'session'], { environment });
  expectFailure(result, 69, /the Debian mirror cannot be used:\n[\s\S]*\nhint: check the network/);
  expect(result.stderr.match(/error:/g)).toHaveLength(1);
}, 120_000);
