import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { InfrastructureError, UserError } from '../errors.ts';
import type { CpioEntry } from '../image/cpio.ts';
import { errorCode } from '../store/index.ts';
import { generatedFiles } from './generated.ts';
import type { Recipe } from './recipe.ts';

/** What no guest needs of any package. */
const never = [
  ...['doc', 'doc-base', 'man', 'info', 'locale', 'lintian', 'bug', 'common-licenses', 'bash-completion', 'zsh'].map(
    (name) => `./usr/share/${name}`,
  ),
  ...['./var/cache', './var/lib/dpkg', './usr/share/applications', './usr/share/pixmaps', './usr/share/polkit-1'],
];

/** Debian's packages still put files where these links stand on every merged system. */
const merged = ['bin', 'sbin', 'lib', 'lib64'];

const directory = 0o040755;
const link = 0o120777;

/**
 * The files of a root, in the order of their paths: packages unpacked, trimmed, and what the recipe adds. No maintainer script runs, so no privilege is needed and the same
 * packages give the same bytes.
 *
 * @param debs paths of the packages
 * @param scratch an empty directory to unpack into
 */
export async function rootEntries(
  recipe: Recipe,
  debs: readonly string[],
  scratch: string,
  signal?: AbortSignal,
): Promise<CpioEntry[]> {
  await mkdir(join(scratch, 'usr'));
  await chmod(join(scratch, 'usr'), 0o755);
  for (const name of merged) {
    const path = join(scratch, 'usr', name);
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755);
    await symlink(`usr/${name}`, join(scratch, name));
  }
  const exclude = [...never, ...recipe.trim.map((path) => `./${path}`)];
  for (const deb of debs) await unpack(deb, scratch, exclude, signal);
  const entries = new Map<string, CpioEntry>();
  const add = (entry: CpioEntry) => void entries.set(entry.path, entry);
  for (const entry of await walk(scratch, '')) add(entry);
  for (const path of ['dev', 'etc', 'mnt', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/lib/modules', 'var', 'var/lib'])
    if (!entries.has(path)) add({ path, mode: path === 'tmp' ? 0o041777 : directory });
  add({ path: 'dev/console', mode: 0o020600, device: [5, 1] });
  for (const path of recipe.directories) add({ path, mode: directory });
  for (const [path, target] of Object.entries(recipe.links)) add({ path, mode: link, data: Buffer.from(target) });
  for (const entry of generatedFiles(recipe)) add(entry);
  for (const entry of await walk(join(recipe.directory, 'files'), '').catch(noFiles)) {
    // Git keeps no more of a mode than whether a file can be executed.
    const kind = entry.mode & 0o170000;
    add({ ...entry, mode: kind === (link & 0o170000) ? link : kind | (entry.mode & 0o100 ? 0o755 : 0o644) });
  }
  return owned(withParents(entries), recipe);
}

async function unpack(deb: string, target: string, exclude: readonly string[], signal?: AbortSignal): Promise<void> {
  const options = { env: { LC_ALL: 'C' }, buffer: { stdout: false }, ...(signal && { cancelSignal: signal }) } as const;
  const flags = ['-x', '-p', '-f', '-', '-C', target, '--no-same-owner', '--keep-directory-symlink'];
  try {
    await execa('dpkg-deb', ['--fsys-tarfile', deb], options).pipe(
      'tar',
      [...flags, ...exclude.map((glob) => `--exclude=${glob}`)],
      options,
    );
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    const { stderr } = cause as { stderr?: string };
    const error = new InfrastructureError(`cannot unpack ${deb}: ${stderr?.trim() || cause}`, { cause });
    throw Object.assign(error, { stderr });
  }
}

async function walk(top: string, below: string): Promise<CpioEntry[]> {
  const entries: CpioEntry[] = [];
  for (const name of (await readdir(join(top, below))).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    const from = join(top, path);
    const info = await lstat(from);
    if (info.isSymbolicLink()) entries.push({ path, mode: link, data: Buffer.from(await readlink(from)) });
    else if (info.isDirectory()) entries.push({ path, mode: info.mode }, ...(await walk(top, path)));
    else if (info.isFile()) entries.push({ path, mode: info.mode, data: await readFile(from) });
  }
  return entries;
}

function noFiles(error: unknown): CpioEntry[] {
  if (errorCode(error) === 'ENOENT') return [];
  throw error;
}

/** Directories of what only the recipe adds, and everything in the order of paths: so directories come before what they contain. */
function withParents(entries: Map<string, CpioEntry>): CpioEntry[] {
  for (const path of [...entries.keys()]) {
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const parent = parts.slice(0, depth).join('/');
      const found = entries.get(parent);
      if (found === undefined) entries.set(parent, { path: parent, mode: directory });
      else if ((found.mode & 0o170000) === 0o120000)
        throw new UserError(`the root's ${path} would lie behind the symbolic link ${parent}: name its target instead`);
    }
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What lies in a user's home is theirs; all else is root's. */
function owned(entries: readonly CpioEntry[], { users }: Recipe): CpioEntry[] {
  const homes = users.filter(({ uid }) => uid !== 0).map(({ home, uid }) => ({ home: home.replace(/^\/+/, ''), uid }));
  return entries.map((entry) => {
    const owner = homes.find(({ home }) => entry.path === home || entry.path.startsWith(`${home}/`))?.uid;
    return owner === undefined ? entry : { ...entry, owner };
  });
}
