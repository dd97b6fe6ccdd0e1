import { InfrastructureError } from '../../errors.ts';
import { runToolStrictly } from './run.ts';
import { compareDebianVersions, seriesOf, upstreamVersion } from './version.ts';

/** A package file, as the signed index describes it. */
export interface PackageFile {
  name: string;
  /** Debian version. */
  version: string;
  /** Of the .deb, in hexadecimal. */
  sha256: string;
  /** Of the .deb, in bytes. */
  size: number;
}

/** A kernel in the archive: which packages make it up. */
export interface DebianKernel {
  series: string;
  /** Upstream version. */
  version: string;
  /** Debian version. */
  debian: string;
  /** `uname -r`. */
  release: string;
  /** Holds the kernel. */
  image: PackageFile;
  /** Holds config and modules.builtin, where `image` does not. */
  base?: PackageFile;
  /** Holds the modules; the same as `image` up to 6.18, missing where the archive dropped it. */
  modules?: PackageFile;
}

const KERNEL_PACKAGE = /^linux-(image|binary|base|modules)-(\d.*-cloud-amd64)$/;
// Since 6.19 linux-image-* is empty, as the metapackages always were; kernels with modules have more than 10 MB.
const LEAST_IMAGE = 64 * 1024;

/** Ask the private apt for all its cloud kernels, newest first. */
export async function readCatalogue(config: string, signal?: AbortSignal): Promise<DebianKernel[]> {
  const names = await runToolStrictly('apt-cache', ['pkgnames', 'linux-'], { config, signal });
  const wanted = names.split('\n').filter((name) => KERNEL_PACKAGE.test(name));
  if (wanted.length === 0) throw new InfrastructureError('the Debian mirror has no cloud kernels for amd64');
  const shown = await runToolStrictly('apt-cache', ['show', '--all-versions', ...wanted.sort()], { config, signal });
  return groupKernels(parseStanzas(shown));
}

/** Package files in the output of `apt-cache show`. */
export function parseStanzas(text: string): PackageFile[] {
  const files: PackageFile[] = [];
  for (const stanza of text.split(/\n{2,}/)) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1]?.trim();
    const [name, version, sha256, size] = [field('Package'), field('Version'), field('SHA256'), field('Size')];
    if (name && version && sha256 && size) files.push({ name, version, sha256, size: Number(size) });
  }
  return files;
}

/** Put together the packages of each kernel, newest first. */
export function groupKernels(files: PackageFile[]): DebianKernel[] {
  const find = (name: string, version: string) => files.find((f) => f.name === name && f.version === version);
  const kernels = new Map<string, DebianKernel>();
  for (const file of files) {
    const [, kind, release] = KERNEL_PACKAGE.exec(file.name) ?? [];
    if (!release || (kind !== 'image' && kind !== 'binary') || file.name.endsWith('-unsigned')) continue;
    if (kind === 'image' && (file.size < LEAST_IMAGE || find(`linux-binary-${release}`, file.version))) continue;
    const version = upstreamVersion(file.version);
    const base = find(`linux-base-${release}`, file.version);
    const modules = find(`linux-modules-${release}`, file.version) ?? (kind === 'image' ? file : undefined);
    kernels.set(`${file.name} ${file.version}`, {
      series: seriesOf(version),
      version,
      debian: file.version,
      release,
      image: file,
      ...(base && { base }),
      ...(modules && { modules }),
    });
  }
  return [...kernels.values()].sort((a, b) => compareDebianVersions(b.debian, a.debian));
}
