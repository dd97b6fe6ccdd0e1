import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { InfrastructureError } from '../errors.ts';
import type { Guest } from '../guest/guest.ts';
import { sha256File } from '../store/index.ts';
import type { Timeouts } from '../timeouts.ts';
import { type MachineTemplate, type SnapshotRecord, snapshotFiles } from './snapshot.ts';

/**
 * Stops a booted guest and writes its snapshot. The guest's memory already is the file `memory` in the directory; only the device state (about 330 KiB) is written here.
 *
 * @param guest booted with `memoryShared`; it is gone afterwards
 * @param directory where the snapshot lies
 * @param machine what it takes to continue it
 * @param bootMs how long the boot took
 */
export async function saveSnapshot(
  guest: Guest,
  directory: string,
  machine: MachineTemplate,
  bootMs: number,
  timeouts: Timeouts,
): Promise<void> {
  const memory = join(directory, snapshotFiles.memory);
  const state = join(directory, snapshotFiles.state);
  await migrateTo(guest, state, timeouts.save);
  guest.qemu.kill();
  await guest.qemu.exited;
  // Most of the memory is zero; a cache of snapshots should not hold that. Not every file system can dig holes.
  await execa('fallocate', ['--dig-holes', memory], { reject: false });
  const record: SnapshotRecord = {
    hello: guest.hello,
    machine,
    bootMs,
    memory: await described(memory),
    state: await described(state),
  };
  await writeFile(join(directory, snapshotFiles.record), `${JSON.stringify(record, undefined, 2)}\n`);
}

async function described(path: string): Promise<{ bytes: number; sha256: string }> {
  return { bytes: (await stat(path)).size, sha256: await sha256File(path) };
}

/** Migration to a socket of ours: QEMU 7.2 has no `file:`, and its sandbox rules out `exec:`. */
async function migrateTo(guest: Guest, path: string, deadline: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-'));
  const server = createServer();
  try {
    const written = receive(server, path);
    await once(server.listen(join(directory, 'state')), 'listening');
    const { qmp } = guest.qemu;
    const ended = qmp.event('MIGRATION', ({ status }) => status === 'completed' || status === 'failed');
    await qmp.execute('migrate-set-capabilities', {
      capabilities: ['x-ignore-shared', 'events'].map((capability) => ({ capability, state: true })),
    });
    await qmp.execute('migrate', { uri: `unix:${join(directory, 'state')}` });
    const timer = AbortSignal.timeout(deadline);
    const late = once(timer, 'abort').then(() => ({ status: 'too slow' }));
    const { status } = (await Promise.race([ended, late])) as { status: string };
    if (status !== 'completed')
      throw new InfrastructureError(`QEMU could not save the guest's device state: ${status}`);
    await written;
  } finally {
    server.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function receive(server: Server, path: string): Promise<void> {
  const written = once(server, 'connection').then(([socket]: Socket[]) => pipeline(socket!, createWriteStream(path)));
  // Awaited only after QEMU reports the end; an error before that is reported then.
  written.catch(() => {});
  return written;
}
