import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../../vm/installation.ts';

const example = async (abi: string) => {
  const args = [join(root, 'docs/examples/best-effort.mjs'), join(root, 'docs/reference/compat.json'), abi];
  return (await execa(process.execPath, args)).stdout;
};

test('the example reads what is published', async () => {
  expect(await example('6')).toMatchInlineSnapshot(`
    "struct landlock_ruleset_attr for ABI 6:
      .handled_access_fs = 0xffff,
      .handled_access_net = 0x3,
      .scoped = 0x3,
    What stays open:
      LANDLOCK_ACCESS_FS_RESOLVE_UNIX (EINVAL for whoever insists)
        Every socket at a path that permissions allow: D-Bus, systemd, X11, tmux, ssh-agent, container daemons. No other right restricts them.
        seen on debian:6.12
      LANDLOCK_ACCESS_NET_BIND_UDP (EINVAL for whoever insists)
        UDP as a whole: ABI 9 and earlier restrict nothing of it.
        seen on debian:6.12
      LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP (EINVAL for whoever insists)
        Datagrams to every port of every host: DNS and QUIC included.
        seen on debian:6.12"
  `);
  expect(await example('11')).toContain('Everything that can be denied is.');
});
