import { setTimeout } from 'node:timers/promises';
import { InfrastructureError } from '../../errors.ts';
import { type Ran, runTool } from './run.ts';
import type { Source } from './sources.ts';
import { writeSources } from './state.ts';

/** A suite that could not be used. */
export interface LeftOut {
  suite: string;
  /**
   * `expired`: the mirror's list is older than its signature allows, so somebody could be holding back newer kernels.
   * That is no reason to trust it, nor one to do without the other suites.
   */
  why: 'missing' | 'expired';
}

/** Which apt to work with. */
export interface PrivateApt {
  /** Directory of its state. */
  root: string;
  /** Its configuration file. */
  config: string;
  /** Keyring to check signatures by, the system's Debian one unless told. */
  keyring?: string | undefined;
}

const SIGNATURE =
  /GPG error|NO_PUBKEY|BADSIG|EXPKEYSIG|REVKEYSIG|is not signed|not valid:|signature verification|Clearsigned/i;
const UNUSABLE =
  /^E: (?:The repository '\S+ (\S+) Release' (?:does not have|no longer has) a Release file|Release file for \S+\/dists\/(\S+?)\/(?:In)?Release is expired)/gm;

/**
 * Download the lists of these sources and check their signatures. Suites that the mirror lacks or has let expire are left out.
 *
 * @returns the suites that were left out
 * @throws InfrastructureError when a signature is wrong, the mirror cannot be reached, or it has none of the suites
 */
export async function updateLists(apt: PrivateApt, sources: Source[], signal?: AbortSignal): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = [];
  let wanted = sources;
  for (;;) {
    await writeSources(apt.root, wanted, apt.keyring);
    const ran = await aptUpdate(apt.config, signal);
    if (SIGNATURE.test(ran.stderr)) throw signatureError(ran);
    if (ran.status === 0) return leftOut;
    const gone = unusableSuites(ran.stderr).filter(({ suite }) => wanted.some((source) => source.suite === suite));
    if (gone.length === 0) throw unreachable(ran);
    leftOut.push(...gone);
    wanted = wanted.filter((source) => !gone.some(({ suite }) => suite === source.suite));
    if (wanted.length === 0) throw unreachable(ran);
  }
}

/**
 * Our own lock keeps two runs apart, but the apt-get of a run killed just now may take a moment to die.
 * That moment is all there is to wait for, so a few tries are enough.
 */
async function aptUpdate(config: string, signal?: AbortSignal): Promise<Ran> {
  for (let tries = 1; ; tries++) {
    const ran = await runTool('apt-get', ['update', '-q'], { config, signal });
    if (tries === 5 || !/Could not get lock/.test(ran.stderr)) return ran;
    await setTimeout(500, undefined, { signal });
  }
}

/** Suites that `apt-get update` says the mirror does not have, or has no current list of. */
export function unusableSuites(stderr: string): LeftOut[] {
  return [...stderr.matchAll(UNUSABLE)].map(([, missing, expired]) =>
    missing ? { suite: missing, why: 'missing' } : { suite: expired ?? '', why: 'expired' },
  );
}

function errorLines({ stderr }: Ran): string {
  const lines = stderr.split('\n').filter((line) => /^(E|W|Err)\b/.test(line));
  return [...new Set(lines)].slice(0, 4).join('\n  ') || stderr.trim();
}

function signatureError(ran: Ran): InfrastructureError {
  return new InfrastructureError(
    `the Debian mirror’s lists are not properly signed; not using them:\n  ${errorLines(ran)}`,
    {
      hint: 'if the archive has new keys, upgrade the package debian-archive-keyring; else somebody tampers with the mirror',
    },
  );
}

function unreachable(ran: Ran): InfrastructureError {
  const error = new InfrastructureError(`the Debian mirror cannot be used:\n  ${errorLines(ran)}`, {
    hint: 'check the network and the system’s apt sources; kernels already fetched keep working (kconform kernels)',
  });
  // Kept for asStoreError, which looks for a full disk in it.
  return Object.assign(error, { stderr: ran.stderr });
}
