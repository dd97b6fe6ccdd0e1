/** What this process holds that a leak would make more of. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Counts at one moment. */
export interface Holdings {
  descriptors: number;
  sockets: number;
  /** Descendants, zombies included, and orphans that still have our TMPDIR. */
  processes: number;
  /** Entries of the folder for temporary files. */
  files: number;
}

/** Counts now. Other people's guests must not be counted, so TMPDIR should be ours alone. */
export function holdings(): Holdings {
  const descriptors = readdirSync('/proc/self/fd').flatMap((fd) => link(`/proc/self/fd/${fd}`));
  return {
    descriptors: descriptors.length,
    sockets: descriptors.filter((target) => target.startsWith('socket:')).length,
    processes: new Set([...descendants(process.pid), ...heirs()]).size,
    files: readdirSync(tmpdir()).length,
  };
}

/** A descriptor may be gone by the time it is looked at: the one that lists the folder always is. */
function link(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}

function descendants(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);
}

function childrenOf(pid: number): number[] {
  return tasks(pid).flatMap((task) =>
    text(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function tasks(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Processes that were started with our TMPDIR, whoever is their parent now. */
function heirs(): number[] {
  const ours = `TMPDIR=${tmpdir()}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && text(`/proc/${name}/environ`).split('\0').includes(ours))
    .map(Number);
}

/** A process may end while it is looked at, or not be ours. */
function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
