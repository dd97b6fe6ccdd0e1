import { closeSync, constants, openSync } from 'node:fs';
import { access, mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Guest } from '../guest/guest.ts';
import type { Hello } from '../guest/hello.ts';
import type { MachineOptions } from '../qemu/arguments.ts';
import { sha256File } from '../store/index.ts';
import type { Timeouts } from '../timeouts.ts';

/** The machine without what differs between making and using a snapshot. */
export type MachineTemplate = Omit<MachineOptions, 'memoryFile' | 'memoryShared' | 'incoming'>;

/** What is written beside the memory and the device state. */
export interface SnapshotRecord {
  hello: Hello;
  machine: MachineTemplate;
  /** From starting QEMU to the agent's hello, in milliseconds. */
  bootMs: number;
  memory: { bytes: number; sha256: string };
  state: { bytes: number; sha256: string };
}

/** File names in a snapshot's directory. */
export const snapshotFiles = { memory: 'memory', state: 'state', record: 'record.json' } as const;

/** A guest as it was when its agent became ready; any number of guests can continue from it. */
export class Snapshot {
  readonly directory: string;
  readonly record: SnapshotRecord;

  private constructor(directory: string, record: SnapshotRecord) {
    this.directory = directory;
    this.record = record;
  }

  /**
   * Opens a snapshot and checks that it is what was written.
   *
   * @param directory the store's entry
   * @param thorough also compare checksums (a tenth of a second); sizes always are
   * @returns undefined when it is damaged
   */
  static async open(directory: string, thorough = false): Promise<Snapshot | undefined> {
    try {
      const record = JSON.parse(await readFile(join(directory, snapshotFiles.record), 'utf8')) as SnapshotRecord;
      for (const part of ['memory', 'state'] as const) {
        const path = join(directory, snapshotFiles[part]);
        if ((await stat(path)).size !== record[part].bytes) return undefined;
        if (thorough && (await sha256File(path)) !== record[part].sha256) return undefined;
      }
      const now = new Date();
      // The time of last use, by which the oldest are evicted. A read-only cache is fine.
      await utimes(directory, now, now).catch(() => {});
      return new Snapshot(directory, record);
    } catch {
      return undefined;
    }
  }

  /** QEMU 7.2 opens the file for writing although it only maps a private copy, so a read-only cache needs a real one. It may go as soon as QEMU has it open. */
  async #memory(): Promise<{ path: string } & AsyncDisposable> {
    const path = join(this.directory, snapshotFiles.memory);
    const writable = await access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (writable) return { path, [Symbol.asyncDispose]: async () => {} };
    const directory = await mkdtemp(join(tmpdir(), 'kconform-'));
    const copy = join(directory, snapshotFiles.memory);
    await execa('cp', ['--sparse=always', path, copy]);
    return { path: copy, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
  }

  /**
   * Continues a guest from here. Its memory is a private copy on write: what it does is seen by nobody else.
   *
   * @throws {InfrastructureError} when QEMU cannot continue
   */
  async restore(timeouts: Timeouts): Promise<Guest> {
    const { machine, hello } = this.record;
    await using memory = await this.#memory();
    const options = {
      ...machine,
      memoryFile: memory.path,
      memoryShared: false,
      incoming: true,
    };
    const state = openSync(join(this.directory, snapshotFiles.state), 'r');
    try {
      return await Guest.restore(options, state, hello, timeouts);
    } finally {
      closeSync(state);
    }
  }
}
