import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../../errors.ts';
import { installHint } from '../../installation.ts';
import { runTool } from './run.ts';
import type { Source } from './sources.ts';

/** Where Debian's keys are, by release. */
export const KEYRINGS = [
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/share/keyrings/debian-archive-keyring.pgp',
];
// How to reach the network is the system's to say; what to trust is not, so nothing else is copied.
const INHERITED = /^Acquire::(https?|ftp|Retries|ForceIPv[46]|Queue-Mode)\b/;

/**
 * Prepare the directories and the configuration of an apt of our own, which needs no root and leaves the system's alone.
 *
 * @param root directory of the private apt
 * @returns path of the configuration file, for `APT_CONFIG`
 */
export async function preparePrivateApt(root: string, signal?: AbortSignal): Promise<string> {
  for (const directory of ['state/lists/partial', 'cache/archives/partial', 'etc/apt.conf.d', 'etc/preferences.d']) {
    await mkdir(join(root, directory), { recursive: true });
  }
  await writeFile(join(root, 'state/status'), '');
  const config = join(root, 'apt.conf');
  await writeFile(config, aptConfig(root, await inheritedConfig(signal)));
  return config;
}

/** Text of the private apt.conf. */
export function aptConfig(root: string, inherited: string[] = []): string {
  const lines = [
    // A mirror that is down should be told within seconds; whoever has a slow one has told the system's apt.
    'Acquire::Retries "1";',
    'Acquire::http::Timeout "15";',
    ...inherited,
    `Dir::State "${root}/state";`,
    `Dir::State::status "${root}/state/status";`,
    `Dir::Cache "${root}/cache";`,
    `Dir::Etc "${root}/etc";`,
    // Credentials of the mirror belong to the system.
    'Dir::Etc::netrc "/etc/apt/auth.conf";',
    'Dir::Etc::netrcparts "/etc/apt/auth.conf.d";',
    'APT::Architecture "amd64";',
    'APT::Architectures { "amd64"; };',
    // A cache below a home directory is closed to the _apt user, to whom root would switch.
    'APT::Sandbox::User "root";',
    // Without this a suite that failed to update is a warning, and the exit status 0.
    'APT::Update::Error-Mode "any";',
    'Acquire::Languages "none";',
    // 107 MB on disk in place of 244 MB, and no slower.
    'Acquire::GzipIndexes "true";',
    'Dir::Cache::srcpkgcache "";',
    'Acquire::AllowInsecureRepositories "false";',
    'Acquire::AllowDowngradeToInsecureRepositories "false";',
  ];
  return `${lines.join('\n')}\n`;
}

/** Write the sources of the private apt. @throws InfrastructureError without a keyring to check the archive's signatures by */
export async function writeSources(root: string, sources: Source[], keyring?: string): Promise<void> {
  const signedBy = keyring ?? (await systemKeyring());
  const lines = sources.map(({ uri, suite }) => `deb [arch=amd64 signed-by=${signedBy}] ${uri} ${suite} main\n`);
  await writeFile(join(root, 'etc/sources.list'), lines.join(''));
}

async function systemKeyring(): Promise<string> {
  for (const path of KEYRINGS) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  throw new InfrastructureError('no keyring to check the Debian archive’s signatures by', {
    hint: installHint(['debian-archive-keyring']),
  });
}

async function inheritedConfig(signal?: AbortSignal): Promise<string[]> {
  const { stdout } = await runTool('apt-config', ['dump'], { signal });
  return stdout.split('\n').filter((line) => INHERITED.test(line));
}
