import { InfrastructureError } from '../../errors.ts';
import { type Ran, runTool } from './run.ts';
import type { Source } from './sources.ts';
import { writeSources } from './state.ts';

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
const LACKING =
  /^E: (?:The repository '(\S+) (\S+) Release' (?:does not have|no longer has) a Release file|Release file for (\S+)\/dists\/(\S+?)\/(?:In)?Release is expired)/gm;

/**
 * Download the lists of these sources and check their signatures. Suites that the mirror lacks (or lets expire) are left out.
 *
 * @returns the suites that were left out
 * @throws InfrastructureError when a signature is wrong, the mirror cannot be reached, or it has none of the suites
 */
export async function updateLists(apt: PrivateApt, sources: Source[], signal?: AbortSignal): Promise<string[]> {
  const lacking: string[] = [];
  let wanted = sources;
  for (;;) {
    await writeSources(apt.root, wanted, apt.keyring);
    const ran = await runTool('apt-get', ['update', '-q'], { config: apt.config, signal });
    if (SIGNATURE.test(ran.stderr)) throw signatureError(ran);
    if (ran.status === 0) return lacking;
    const gone = lackingSuites(ran.stderr).filter((suite) => wanted.some((source) => source.suite === suite));
    if (gone.length === 0) throw unreachable(ran);
    lacking.push(...gone);
    wanted = wanted.filter(({ suite }) => !gone.includes(suite));
    if (wanted.length === 0) throw unreachable(ran);
  }
}

/** Suites that `apt-get update` says the mirror does not have. */
export function lackingSuites(stderr: string): string[] {
  return [...stderr.matchAll(LACKING)].map(([, , missing, , expired]) => missing ?? expired ?? '');
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
