import { s32, struct, u64 } from '../../runner/index.ts';

// The interface of Linux 7.3 (include/uapi/linux/landlock.h), and the ABI that each part came with.

/** Flags of landlock_create_ruleset. */
export const CREATE_RULESET_VERSION = 1;
export const CREATE_RULESET_ERRATA = 2;

/** Rule types of landlock_add_rule. */
export const RULE_PATH_BENEATH = 1;
export const RULE_NET_PORT = 2;

/** Flag of landlock_add_rule. */
export const ADD_RULE_QUIET = 1;

/** Flags of landlock_restrict_self. */
export const RESTRICT_SELF_LOG_SAME_EXEC_OFF = 1;
export const RESTRICT_SELF_LOG_NEW_EXEC_ON = 2;
export const RESTRICT_SELF_LOG_SUBDOMAINS_OFF = 4;
export const RESTRICT_SELF_TSYNC = 8;
export const RESTRICT_SELF_NO_NEW_PRIVS = 16;

/** Access rights of `handled_access_fs`, as bits. */
export const FS = {
  EXECUTE: 1n << 0n,
  WRITE_FILE: 1n << 1n,
  READ_FILE: 1n << 2n,
  READ_DIR: 1n << 3n,
  REMOVE_DIR: 1n << 4n,
  REMOVE_FILE: 1n << 5n,
  MAKE_CHAR: 1n << 6n,
  MAKE_DIR: 1n << 7n,
  MAKE_REG: 1n << 8n,
  MAKE_SOCK: 1n << 9n,
  MAKE_FIFO: 1n << 10n,
  MAKE_BLOCK: 1n << 11n,
  MAKE_SYM: 1n << 12n,
  REFER: 1n << 13n,
  TRUNCATE: 1n << 14n,
  IOCTL_DEV: 1n << 15n,
  RESOLVE_UNIX: 1n << 16n,
} as const;

/** Access rights of `handled_access_net`, as bits. */
export const NET = {
  BIND_TCP: 1n << 0n,
  CONNECT_TCP: 1n << 1n,
  BIND_UDP: 1n << 2n,
  CONNECT_SEND_UDP: 1n << 3n,
} as const;

/** Scopes of `scoped`, as bits. */
export const SCOPE = {
  ABSTRACT_UNIX_SOCKET: 1n << 0n,
  SIGNAL: 1n << 1n,
  /** Proposed in December 2025 and not merged: no released kernel accepts it. */
  PATHNAME_UNIX_SOCKET: 1n << 2n,
} as const;

export type FsRight = keyof typeof FS;
export type NetRight = keyof typeof NET;
export type Scope = keyof typeof SCOPE;

/** Rights that a rule on something else than a directory may carry (ACCESS_FILE in security/landlock/fs.c). */
export const FS_FILE_RIGHTS = FS.EXECUTE | FS.WRITE_FILE | FS.READ_FILE | FS.TRUNCATE | FS.IOCTL_DEV | FS.RESOLVE_UNIX;

/** `struct landlock_ruleset_attr`, 48 bytes. */
export const rulesetAttr = struct('ruleset_attr', {
  handledFs: u64,
  handledNet: u64,
  scoped: u64,
  quietFs: u64,
  quietNet: u64,
  quietScoped: u64,
});

/** `struct landlock_path_beneath_attr`: packed, 12 bytes. */
export const pathBeneathAttr = struct('path_beneath', { allowed: u64, parentFd: s32 }, { packed: true });

/** `struct landlock_net_port_attr`: 16 bytes, the port in host byte order. */
export const netPortAttr = struct('net_port', { allowed: u64, port: u64 });

/** Bytes of `struct landlock_ruleset_attr` that a kernel of an ABI knows; 0 without Landlock. */
export function knownAttrSize(abi: number): number {
  if (abi >= 10) return 48;
  if (abi >= 6) return 24;
  if (abi >= 4) return 16;
  return abi >= 1 ? 8 : 0;
}

/** The sum of named bits. */
export function bitsOf<Name extends string>(
  table: Readonly<Record<Name, bigint>>,
  names: readonly Name[] = [],
): bigint {
  return names.reduce((sum, name) => sum | table[name], 0n);
}

/**
 * Bits in words.
 *
 * @param table of the names
 * @param bits possibly with some that have no name
 */
export function bitsInWords(table: Readonly<Record<string, bigint>>, bits: bigint): string {
  const names = Object.keys(table).filter((name) => (bits & table[name]!) !== 0n);
  const rest = names.reduce((left, name) => left & ~table[name]!, bits);
  return [...names, ...(rest === 0n ? [] : [`0x${rest.toString(16)}`])].join('|') || '0';
}

/** Every filesystem right of an ABI, by name. */
export function fsRightsOf(mask: bigint): FsRight[] {
  return (Object.keys(FS) as FsRight[]).filter((name) => (mask & FS[name]) !== 0n);
}
