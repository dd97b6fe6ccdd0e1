import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
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

test('the sources of a system whose lists were removed are known all the same', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kconform-apt-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'lists/partial'), { recursive: true });
  writeFileSync(join(directory, 'sources.list'), 'deb http://mine.invalid/debian trixie main\n');
  const config = {
    'Dir::State::lists': 'lists',
    'Dir::Etc::sourcelist': 'sources.list',
    'Dir::Etc::sourceparts': 'none',
  };
  const lines = Object.entries(config).map(([name, file]) => `${name} "${join(directory, file)}";\n`);
  writeFileSync(join(directory, 'apt.conf'), lines.join(''));
  vi.stubEnv('APT_CONFIG', join(directory, 'apt.conf'));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await kernelSources()).toContainEqual({ uri: 'http://mine.invalid/debian/', suite: 'trixie-backports' });
});
