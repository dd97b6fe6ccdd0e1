/** A kernel of the Debian archive: the newest of a series, or one exact version of it. */
export interface DebianName {
  kind: 'debian';
  /** As shown, e.g. `debian:7.3`. */
  id: string;
  /** First two numbers, e.g. `7.3`. */
  series: string;
  /** Exact upstream version, e.g. `6.12.107`, when one was asked for. */
  version?: string;
}

/** A kernel image that the user built or installed. */
export interface FileName {
  kind: 'file';
  id: string;
  /** Absolute path of a bzImage, vmlinuz or vmlinux. */
  path: string;
}

/** A directory in which a kernel was built. */
export interface TreeName {
  kind: 'tree';
  id: string;
  /** Absolute path of the directory. */
  path: string;
}

/** The running kernel, without a VM. */
export interface HostName {
  kind: 'host';
  id: 'host';
}

/** A kernel that kconform built from source. */
export interface BuildName {
  kind: 'build';
  /** As shown, e.g. `build:coverage`. */
  id: string;
  /** What it was called when it was built. */
  name: string;
}

/** A kernel that a run can be asked to use. */
export type KernelName = DebianName | FileName | TreeName | HostName | BuildName;

/** What a name says before looking at the disk or at the list of known series. */
export type ParsedName =
  | DebianName
  | HostName
  | { kind: 'path'; text: string }
  | BuildName
  | { kind: 'pattern'; text: string }
  | { kind: 'unknown'; text: string };

/** One module file to load. */
export interface ModuleFile {
  /** Name as in /proc/modules, with underscores. */
  name: string;
  /** Absolute path of the uncompressed .ko file. */
  path: string;
}

/** Why a module cannot be had. */
export type MissingReason =
  /** The kernel's modules are known, and it is not among them. */
  | 'not-in-kernel'
  /** It is not built in, and the kernel's module files are not to be had: the archive dropped them, or nobody built them. */
  | 'no-modules'
  /** Neither its modules nor the list of built-in ones is to be had: it may well be built in, which only the running guest can tell. */
  | 'unknown';

/** A module that was asked for, or that one of them depends on, and that is neither built in nor a file. */
export interface MissingModule {
  name: string;
  reason: MissingReason;
  /** The module that depends on it, if it was not asked for directly. */
  neededBy?: string;
}

/** Modules of one kernel, with everything they depend on. */
export interface ModuleSet {
  /** In the order in which to load them. */
  files: ModuleFile[];
  /** Names that need no loading. */
  builtin: string[];
  missing: MissingModule[];
}

/** What a kernel built for gcov counts. */
export interface Counters {
  /** Directory of its objects when it was built; its counters are below that path in the guest's debugfs. */
  objects: string;
  /** Host directory with the compiler's `notes` and the `source` that they are about, both laid out like the tree. */
  directory: string;
  /** Directories of the tree that count, such as `security/landlock`. */
  profile: readonly string[];
}

/** A kernel ready to boot. */
export interface Kernel {
  /** As shown, e.g. `debian:7.3`. */
  id: string;
  kind: KernelName['kind'];
  /** Upstream version, e.g. `7.3.4`, as far as it can be told. */
  version?: string;
  /** Absolute path of the bzImage or vmlinux; undefined for `host`. */
  image?: string;
  /** SHA-256 of the image; for `host`, of the text of /proc/version. */
  sha256: string;
  /** Absolute path of its build configuration, as far as there is one. */
  config?: string;
  /** Where its counters are, if it was built to count what is executed. */
  counters?: Counters;
  /**
   * The files of these modules and of their dependencies, in load order.
   * May download the kernel's module package the first time.
   */
  modules(names: string[]): Promise<ModuleSet>;
}

/** A kernel of the Debian archive as `listKernels` shows it. */
export interface KernelListing {
  /** `debian:7.3`. */
  id: string;
  series: string;
  /** Upstream version that a run would use now: the pinned one, else the newest known one. */
  version?: string;
  /** Upstream version in the lock file. */
  locked?: string;
  /** Newest upstream version that the mirror had when it was last asked. */
  newest?: string;
  /** Is the version that a run would use in the cache? */
  fetched: boolean;
  /** Is it one of those that run when no kernel is named? */
  isDefault: boolean;
}

/** Progress of fetching a kernel. */
export type KernelEvent =
  /** The lists of the mirror are being read; it takes some seconds. */
  | { kind: 'index'; kernel: string }
  /** Another run is fetching the same thing: waiting for it. */
  | { kind: 'wait'; kernel: string }
  /** Bytes so far of `total`. */
  | { kind: 'download'; kernel: string; package: string; bytes: number; total: number }
  /** A package is being unpacked. */
  | { kind: 'extract'; kernel: string; package: string }
  /** Something the user should read, such as a pinned version that is gone. */
  | { kind: 'note'; kernel: string; text: string }
  /** The kernel is there. */
  | { kind: 'ready'; kernel: string; version: string; cached: boolean };

/** Receives progress events. */
export type OnEvent = (event: KernelEvent) => void;
