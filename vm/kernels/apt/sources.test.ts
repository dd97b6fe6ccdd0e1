import { expect, test } from 'vitest';
import { debianArchives, kernelSources } from './sources.ts';

const unknown = '$(ORIGIN)|$(LABEL)';

test('the Debian archives are told from others by their origin', () => {
  const targets = `
Other|Debian|http://other.invalid/debian/|bookworm|main
Debian|Debian Ports|http://ports.invalid/|sid|main
Debian|Debian|http://mirror.invalid/debian/|bookworm|contrib
Debian|Debian|http://mirror.invalid/debian/|bookworm|main
Debian|Debian-Security|http://mirror.invalid/security/|bookworm-security|main`;
  const expected = { main: 'http://mirror.invalid/debian/', security: 'http://mirror.invalid/security/' };
  expect(debianArchives(targets)).toEqual(expected);
});

test('before the first update there are no origins, and the suite’s name has to do', () => {
  const targets = `${unknown}|http://x.invalid/ubuntu/|noble|main
${unknown}|http://x.invalid/s/|trixie-security|main
${unknown}|http://x.invalid/d/|trixie|main`;
  expect(debianArchives(targets)).toEqual({ main: 'http://x.invalid/d/', security: 'http://x.invalid/s/' });
});

test('a mirror can be given, and its security archive is looked for beside it', async () => {
  const sources = await kernelSources('http://mine.invalid/debian/');
  expect(sources).toContainEqual({ uri: 'http://mine.invalid/debian/', suite: 'trixie-backports' });
  expect(sources).toContainEqual({ uri: 'http://mine.invalid/debian-security/', suite: 'bullseye-security' });
});
