/** Mirrors that are down or wrong, and packages that are not what the lock file says. vm/kernels tests the details; this is what the user sees. */
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectFailure, ownCache, run, suite, temporary } from '../../testing/fault-box.ts';

// Nobody listens on the discard port; nothing leaves the machine.
const nowhere = 'http://127.0.0.1:9/debian';
const command = () => ['run', '--kernel', 'debian:7.3', '--suite', suite("quick('fine');")];

test('no mirror, and nothing in the cache', async () => {
  const environment = { KCONFORM_CACHE: temporary(), KCONFORM_DEBIAN_MIRROR: nowhere };
  expectFailure(
    await run(command(), { environment }),
    69,
    /the Debian mirror cannot be used:\n[\s\S]*hint: check the network and the system’s apt sources/,
  );
  const fetched = await run(['kernels', 'fetch', 'debian:7.3'], { environment });
  expectFailure(fetched, 69, /^kconform: error: the Debian mirror cannot be used:\n[\s\S]*\nhint: check the network/m);
}, 120_000);

test('a package in the cache that was damaged, and no mirror to get it again from', async () => {
  const cache = ownCache({ link: [], copy: ['debs'] });
  for (const name of readdirSync(join(cache, 'debs'))) truncateSync(join(cache, 'debs', name), 1000);
  const environment = { KCONFORM_CACHE: cache, KCONFORM_DEBIAN_MIRROR: nowhere };
  const result = await run(command(), { environment });
  expectFailure(result, 69, /the Debian mirror cannot be used/);
  rmSync(join(cache, 'debs'), { recursive: true });
}, 120_000);

test('a series that the mirror lacks is a wrong name', async ({ skip }) => {
  const cache = ownCache({ link: ['kernels', 'debs'], copy: ['apt'] });
  const lists = join(cache, 'apt/catalogue.json');
  if (!existsSync(lists)) skip('needs a cache with lists');
  // As if the mirror had been asked just now, so that it is not asked again.
  writeFileSync(lists, JSON.stringify({ ...JSON.parse(readFileSync(lists, 'utf8')), fetchedAt: Date.now() }));
  const result = await run(['run', '--kernel', 'debian:7.33', '--suite', suite("quick('fine');")], {
    environment: { KCONFORM_CACHE: cache, KCONFORM_DEBIAN_MIRROR: nowhere },
  });
  expectFailure(
    result,
    2,
    /^kconform: error: the Debian mirror has no kernel of the series 7\.33; it has .*\nhint: did you mean debian:7\.3\?$/m,
  );
  expect(result.stdout).toBe('');
}, 120_000);
