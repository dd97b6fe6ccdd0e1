import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../../store/index.ts';
import type { KernelOptions } from '../fetch.ts';
import type { KernelEvent } from '../types.ts';
import type { FakeArchive } from './fake-archive.ts';

/** An empty cache and lock file, and the events of what is done with them. */
export interface Sandbox extends AsyncDisposable {
  directory: string;
  lockFile: string;
  events: KernelEvent[];
  /** Texts of the notes so far. */
  notes(): string[];
  options: KernelOptions & { lockFile: string; store: Store };
}

/** Make a sandbox that takes kernels from a fake archive. */
export async function sandbox(archive: FakeArchive, suites: string[] = ['fake']): Promise<Sandbox> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-test-'));
  const events: KernelEvent[] = [];
  const lockFile = join(directory, 'kernels.lock.json');
  return {
    directory,
    lockFile,
    events,
    notes: () => events.flatMap((event) => (event.kind === 'note' ? [event.text] : [])),
    options: {
      store: new Store(join(directory, 'cache')),
      lockFile,
      archive: { sources: suites.map((suite) => ({ uri: archive.uri, suite })), keyring: archive.keyring },
      onEvent: (event) => void events.push(event),
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
