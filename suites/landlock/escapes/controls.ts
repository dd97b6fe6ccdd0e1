import { abi, type Condition } from '../../../runner/index.ts';
import type { SandboxRule, SandboxSpec } from '../sandbox.ts';
import { FS, type FsRight, type NetRight, type Scope } from '../uapi.ts';

/** Rights of ABI 1: what a sandbox for files has been able to ask for on every kernel with Landlock. */
const first = (Object.keys(FS) as FsRight[]).slice(0, 13);

const readable: SandboxRule[] = [
  { path: '/', access: ['EXECUTE', 'READ_FILE', 'READ_DIR'] },
  { path: '/dev/null', access: ['WRITE_FILE'] },
];

/** What a sandbox asks for besides files that can only be read. */
export interface Control {
  readonly label: string;
  /** Its sandbox, for a server's socket. */
  readonly asks: (socket: string) => SandboxSpec;
  /** Where it keeps from a server outside; undefined where it never does. */
  readonly closed?: Condition | undefined;
}

/** Files can be read and programs executed; nothing can be written. */
export function readOnly(more: {
  fs?: readonly FsRight[];
  net?: readonly NetRight[];
  scoped?: readonly Scope[];
  rules?: readonly SandboxRule[];
}): SandboxSpec {
  const { fs = [], net = [], scoped = [], rules = [] } = more;
  return { fs: [...first, ...fs], net, scoped, rules: [...readable, ...rules] };
}

const everyScope = ['ABSTRACT_UNIX_SOCKET', 'SIGNAL'] as const;

/** The right to resolve pathname sockets came with ABI 9 (Documentation/userspace-api/landlock.rst: Pathname UNIX sockets). */
export const resolvesUnix = abi(9);

/** All controls together, and what may be done nevertheless. */
export function everything(rules: readonly SandboxRule[]): SandboxSpec {
  return readOnly({ fs: ['RESOLVE_UNIX'], scoped: everyScope, rules });
}

/** Each control alone and all together. */
export const controls: readonly Control[] = [
  { label: 'files alone', asks: () => readOnly({}) },
  { label: 'files and abstract sockets', asks: () => readOnly({ scoped: ['ABSTRACT_UNIX_SOCKET'] }) },
  { label: 'files and signals', asks: () => readOnly({ scoped: ['SIGNAL'] }) },
  { label: 'files and pathname sockets', asks: () => readOnly({ fs: ['RESOLVE_UNIX'] }), closed: resolvesUnix },
  {
    label: 'files, sockets and signals',
    asks: () => everything([]),
    closed: resolvesUnix,
  },
];

/** The weakest and the strongest of {@link controls}: for doors that open and close with the same ones as others. */
export const closing: readonly Control[] = [controls[0]!, controls.at(-1)!];

/** All together, with a rule that lets one server be reached. */
export const allowing: Control = {
  label: 'a rule for the socket',
  asks: (socket) => everything([{ path: socket, access: ['RESOLVE_UNIX'] }]),
};
