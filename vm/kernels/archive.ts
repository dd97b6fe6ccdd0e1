import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guarded, type Store, writeAtomically } from '../store/index.ts';
import { type DebianKernel, readCatalogue } from './apt/catalogue.ts';
import { kernelSources, type Source } from './apt/sources.ts';
import { preparePrivateApt } from './apt/state.ts';
import { type LeftOut, updateLists } from './apt/update.ts';

/** Which archive to ask. */
export interface ArchiveOptions {
  /** URI of a Debian archive to use in place of the system's. */
  mirror?: string | undefined;
  /** Exact sources, in place of all others; for tests. */
  sources?: Source[] | undefined;
  /** Keyring to check signatures by, in place of the system's. */
  keyring?: string | undefined;
}

/** What the mirror had when it was asked. */
export interface Catalogue {
  version: 1;
  /** Milliseconds since 1970. */
  fetchedAt: number;
  /** Newest first. */
  kernels: DebianKernel[];
  /** Suites that the mirror lacks, or has no current list of. */
  leftOut: LeftOut[];
}

/** The Debian archive, seen through a private apt in the cache. */
export class Archive {
  readonly #store: Store;
  readonly #options: ArchiveOptions;

  constructor(store: Store, options: ArchiveOptions = {}) {
    this.#store = store;
    this.#options = options;
  }

  get #root(): string {
    return join(this.#store.root, 'apt');
  }

  /** Configuration file of the private apt; exists once the catalogue has been refreshed. */
  get config(): string {
    return join(this.#root, 'apt.conf');
  }

  /** What the mirror had when it was last asked, without asking it; undefined if it never was. */
  async cached(): Promise<Catalogue | undefined> {
    const text = await readFile(join(this.#root, 'catalogue.json'), 'utf8').catch(() => undefined);
    if (!text) return undefined;
    try {
      const catalogue: Catalogue = JSON.parse(text);
      return catalogue.version === 1 ? catalogue : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Ask the mirror for its lists, unless another run did so in the meantime.
   *
   * @param since milliseconds since 1970: a catalogue younger than this will do
   * @throws InfrastructureError without a Debian archive to ask, or when it cannot be reached or its signature is wrong
   */
  async refresh(since: number, signal?: AbortSignal): Promise<Catalogue> {
    return guarded(this.#store.root, async () => {
      await using _lock = await this.#store.lock('apt', { signal });
      const cached = await this.cached();
      if (cached && cached.fetchedAt >= since) return cached;
      const { mirror, sources, keyring } = this.#options;
      const wanted = sources ?? (await kernelSources(mirror ?? process.env.KCONFORM_DEBIAN_MIRROR, signal));
      const config = await preparePrivateApt(this.#root, signal);
      const leftOut = await updateLists({ root: this.#root, config, keyring }, wanted, signal);
      const kernels = await readCatalogue(config, signal);
      const catalogue: Catalogue = { version: 1, fetchedAt: Date.now(), kernels, leftOut };
      await this.#save(catalogue);
      return catalogue;
    });
  }

  /** Leave out a kernel that the mirror lists but does not have, until the next refresh. */
  async forget(kernel: DebianKernel): Promise<void> {
    await guarded(this.#store.root, async () => {
      await using _lock = await this.#store.lock('apt');
      const cached = await this.cached();
      if (!cached) return;
      const kernels = cached.kernels.filter(({ image }) => image.sha256 !== kernel.image.sha256);
      await this.#save({ ...cached, kernels });
    });
  }

  async #save(catalogue: Catalogue): Promise<void> {
    await writeAtomically(join(this.#root, 'catalogue.json'), JSON.stringify(catalogue));
  }
}
