import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

/** A package to build: its files by path. */
export interface FakePackage {
  name: string;
  version: string;
  files: Record<string, Buffer | string>;
}

/** Changes what the mirror sends for one request; undefined means 404. */
export type Fault = (body: Buffer) => Buffer | undefined | Promise<Buffer>;

/** A Debian archive of a few packages, signed with a key of its own and served over HTTP, which can be made to misbehave. */
export class FakeArchive implements AsyncDisposable {
  readonly root: string;
  readonly #server: Server;
  /** Faults for the next requests whose path contains the key; each is used once. */
  readonly faults = new Map<string, Fault[]>();
  readonly #built = new Map<FakePackage, string>();
  /** Paths asked for so far. */
  readonly requests: string[] = [];

  private constructor(root: string) {
    this.root = root;
    this.#server = createServer(async (request, response) => {
      const path = decodeURIComponent(request.url ?? '/');
      this.requests.push(path);
      const body = await readFile(join(this.root, 'archive', path)).catch(() => undefined);
      const fault = [...this.faults].find(([part, list]) => path.includes(part) && list.length > 0)?.[1].shift();
      const sent = body && (fault ? await fault(body) : body);
      response.writeHead(sent ? 200 : 404, { 'content-length': sent?.length ?? 0, connection: 'close' });
      response.end(sent);
    });
  }

  static async start(): Promise<FakeArchive> {
    const archive = new FakeArchive(await mkdtemp(join(tmpdir(), 'kconform-archive-')));
    await mkdir(join(archive.root, 'gnupg'), { mode: 0o700 });
    await archive.#gpg('--quick-gen-key', '--passphrase', '', 'nobody@example.invalid', 'default', 'default', 'never');
    await archive.#gpg('--output', archive.keyring, '--export');
    await new Promise<void>((resolve) => archive.#server.listen(0, '127.0.0.1', resolve));
    return archive;
  }

  get keyring(): string {
    return join(this.root, 'keyring.gpg');
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Build these packages and make them all that the suite has. */
  async publish(suite: string, packages: FakePackage[], validUntil?: Date): Promise<void> {
    const stanzas: string[] = [];
    for (const one of packages) stanzas.push(await this.#build(one));
    const dists = join(this.root, 'archive/dists', suite);
    await mkdir(join(dists, 'main/binary-amd64'), { recursive: true });
    const index = `${stanzas.join('\n')}`;
    await writeFile(join(dists, 'main/binary-amd64/Packages'), index);
    const release = [
      'Origin: Fake',
      `Suite: ${suite}`,
      `Codename: ${suite}`,
      'Architectures: amd64',
      'Components: main',
      `Date: ${new Date().toUTCString()}`,
      ...(validUntil ? [`Valid-Until: ${validUntil.toUTCString()}`] : []),
      'SHA256:',
      ` ${sha256(index)} ${Buffer.byteLength(index)} main/binary-amd64/Packages`,
      '',
    ].join('\n');
    await writeFile(join(dists, 'Release.tmp'), release);
    await rm(join(dists, 'InRelease'), { force: true });
    await this.#gpg('--clearsign', '--output', join(dists, 'InRelease'), join(dists, 'Release.tmp'));
  }

  /** Build a package once only, for its bytes differ each time; returns its stanza in the index. */
  async #build(one: FakePackage): Promise<string> {
    const stanza = this.#built.get(one) ?? (await this.#buildDeb(one));
    this.#built.set(one, stanza);
    return stanza;
  }

  async #buildDeb({ name, version, files }: FakePackage): Promise<string> {
    const tree = await mkdtemp(join(this.root, 'deb-'));
    const control = `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nMaintainer: nobody\nDescription: fake\n`;
    for (const [path, contents] of Object.entries({ 'DEBIAN/control': control, ...files })) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), contents);
    }
    const pool = `pool/${name}_${version.replace(':', '%3a')}_amd64.deb`;
    await mkdir(join(this.root, 'archive/pool'), { recursive: true });
    await execa('dpkg-deb', ['-Znone', '--root-owner-group', '-b', tree, join(this.root, 'archive', pool)]);
    const deb = await readFile(join(this.root, 'archive', pool));
    return `${control}Filename: ${pool}\nSize: ${deb.length}\nSHA256: ${sha256(deb)}\n`;
  }

  async #gpg(...args: string[]): Promise<void> {
    await execa('gpg', ['--batch', '--yes', '--quiet', ...args], { env: { GNUPGHOME: join(this.root, 'gnupg') } });
  }

  /** Stop serving, as if the mirror were down. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await execa('gpgconf', ['--kill', 'all'], { env: { GNUPGHOME: join(this.root, 'gnupg') }, reject: false });
    await rm(this.root, { recursive: true, force: true });
  }
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}
