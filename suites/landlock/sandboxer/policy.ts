import type { SandboxRule, SandboxSpec } from '../sandbox.ts';
import { FS, FS_FILE_RIGHTS, type FsRight, type NetRight, RESTRICT_SELF_LOG_NEW_EXEC_ON, type Scope } from '../uapi.ts';

/** What a sandbox allows, in the words of the sandboxer's settings. Paths of directories end with a slash. */
export interface Policy {
  readonly readOnly: readonly string[];
  readonly readWrite: readonly string[];
  /** Ports; without a list nothing is restricted. */
  readonly tcpBind?: readonly number[] | undefined;
  readonly tcpConnect?: readonly number[] | undefined;
  readonly udpBind?: readonly number[] | undefined;
  readonly udpConnectSend?: readonly number[] | undefined;
  readonly scoped?: readonly ('a' | 's' | 'u')[];
  readonly forceLog?: boolean;
  /** What is not logged, on which paths. */
  readonly quiet?: { readonly access: 'read' | 'write'; readonly paths: readonly string[] };
}

/** The lists of ports: their variables, rights, and the ABI that brought these. */
export const portLists = [
  { list: 'tcpBind', variable: 'LL_TCP_BIND', right: 'BIND_TCP', since: 4 },
  { list: 'tcpConnect', variable: 'LL_TCP_CONNECT', right: 'CONNECT_TCP', since: 4 },
  { list: 'udpBind', variable: 'LL_UDP_BIND', right: 'BIND_UDP', since: 10 },
  { list: 'udpConnectSend', variable: 'LL_UDP_CONNECT_SEND', right: 'CONNECT_SEND_UDP', since: 10 },
] as const satisfies readonly { list: keyof Policy; variable: string; right: NetRight; since: number }[];

const everyRight = Object.keys(FS) as FsRight[];
const reading: readonly FsRight[] = ['EXECUTE', 'READ_FILE', 'READ_DIR'];
const writing = everyRight.filter((right) => !reading.includes(right));

const scopes: Readonly<Record<'a' | 's' | 'u', Scope>> = {
  a: 'ABSTRACT_UNIX_SOCKET',
  s: 'SIGNAL',
  u: 'PATHNAME_UNIX_SOCKET',
};

/** The settings that ask for a policy. */
export function environmentOf({ readOnly, readWrite, scoped, forceLog, quiet, ...ports }: Policy) {
  const environment: Record<string, string> = { LL_FS_RO: readOnly.join(':'), LL_FS_RW: readWrite.join(':') };
  for (const { list, variable } of portLists) {
    const given = ports[list];
    if (given !== undefined) environment[variable] = given.join(':');
  }
  if (scoped !== undefined) environment.LL_SCOPED = scoped.join(':');
  if (forceLog) environment.LL_FORCE_LOG = '1';
  if (quiet !== undefined) {
    environment.LL_QUIET_ACCESS = quiet.access;
    environment.LL_FS_QUIET = quiet.paths.join(':');
  }
  return environment;
}

function pathRule(path: string, rights: readonly FsRight[]): SandboxRule {
  const access = path.endsWith('/') ? rights : rights.filter((right) => (FS[right] & FS_FILE_RIGHTS) !== 0n);
  return { path, access };
}

/** What the same policy is in the words of `landlock()`: the meaning of the settings (samples/landlock/sandboxer.c, main() and populate_ruleset_fs()). */
export function specOf(policy: Policy): SandboxSpec {
  const { readOnly, readWrite, scoped = [], forceLog, quiet } = policy;
  const lists = portLists.filter(({ list }) => policy[list] !== undefined);
  return {
    fs: everyRight,
    net: lists.map(({ right }) => right),
    scoped: scoped.map((letter) => scopes[letter]),
    flags: forceLog ? RESTRICT_SELF_LOG_NEW_EXEC_ON : 0,
    quietFs: quiet === undefined ? [] : quiet.access === 'read' ? reading : writing,
    rules: [
      ...readOnly.map((path) => pathRule(path, reading)),
      ...readWrite.map((path) => pathRule(path, everyRight)),
      ...(quiet?.paths ?? []).map((path) => ({ path, access: [], quiet: true })),
      ...lists.flatMap(({ list, right }) => policy[list]!.map((port) => ({ port, access: [right] }))),
    ],
  };
}
