import { InfrastructureError } from '../../errors.ts';
import { runTool } from './run.ts';

/** An archive to take kernels from. */
export interface Source {
  /** Base URI, as in sources.list. */
  uri: string;
  /** Such as `trixie-backports`. */
  suite: string;
}

/** Suites that carry cloud kernels of the series we know, and where they live. */
const MAIN_SUITES = ['bookworm', 'bookworm-backports', 'trixie', 'trixie-backports', 'sid', 'experimental'];
const SECURITY_SUITES = ['bullseye-security', 'bookworm-security', 'trixie-security'];

const FORMAT = '$(ORIGIN)|$(LABEL)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)';
const DEBIAN_RELEASE =
  /^(buster|bullseye|bookworm|trixie|forky|duke|sid|(old)*stable|testing|unstable|experimental)([-/].*)?$/;

/**
 * The sources of our private apt: the suites with kernels, on the mirror that the system's own apt uses.
 *
 * @param mirror `$KCONFORM_DEBIAN_MIRROR` or the like: URI of a Debian archive to use in place of the system's
 * @throws InfrastructureError when the system's apt has no Debian archive, or there is no apt
 */
export async function kernelSources(mirror?: string, signal?: AbortSignal): Promise<Source[]> {
  if (mirror) return sourcesOn(mirror, siblingSecurity(mirror));
  const archives = async (...options: string[]) => {
    const args = [...options, 'indextargets', '--format', FORMAT, 'Created-By: Packages'];
    return debianArchives((await runTool('apt-get', args, { signal })).stdout);
  };
  const known = await archives();
  // Where the lists were removed, as in most containers, apt tells its sources only to who does not ask for what the lists say.
  const { main, security } = known.main ? known : await archives('--no-release-info');
  if (main) return sourcesOn(main, security ?? siblingSecurity(main));
  throw new InfrastructureError('no Debian archive among the sources of the system’s apt (apt-get indextargets)', {
    hint: 'set KCONFORM_DEBIAN_MIRROR to the URI of a Debian archive, or give a kernel as a path, such as ./bzImage',
  });
}

/**
 * Find the Debian archives in the output of `apt-get indextargets`, which reads one-line and deb822 sources alike.
 * Before the system's first `apt-get update` it knows no origins and leaves `$(ORIGIN)` as it is: then the suite's name has to do.
 *
 * @param targets lines as asked for by `kernelSources`
 */
export function debianArchives(targets: string): { main?: string; security?: string } {
  const archives: { main?: string; security?: string } = {};
  for (const line of targets.split('\n')) {
    const [origin = '', label = '', uri = '', release = '', component = ''] = line.split('|');
    const isDebian = origin.startsWith('$(') ? DEBIAN_RELEASE.test(release) : origin === 'Debian';
    if (!isDebian || component !== 'main') continue;
    const isSecurity = label === 'Debian-Security' || /[-/]security$|-security\/updates$/.test(release);
    if (isSecurity) archives.security ??= uri;
    // Debian's other archives (ports, debug symbols) have labels of their own.
    else if (label === 'Debian' || label.startsWith('$(')) archives.main ??= uri;
  }
  return archives;
}

/** By custom the security archive lies beside the main one; where it does not, its suites are just not there. */
function siblingSecurity(main: string): string {
  return `${main.replace(/\/+$/, '')}-security/`;
}

function sourcesOn(main: string, security: string): Source[] {
  return [
    ...MAIN_SUITES.map((suite) => ({ uri: main, suite })),
    ...SECURITY_SUITES.map((suite) => ({ uri: security, suite })),
  ];
}
