import {
  AF_INET,
  AF_UNIX,
  abi,
  abstractAddress,
  type Conditional,
  EACCES,
  ECONNREFUSED,
  ENOENT,
  EPERM,
  inet4,
  OK,
  type Outcome,
  pathAddress,
  since,
} from '../../../runner/index.ts';
import type { FsRight, NetRight, Scope } from '../uapi.ts';

// What an X server listens on, and in which order clients knock. libxcb alone decides that for every toolkit: src/xcb_util.c, _xcb_open().

/** A way to an X server. */
export type DoorName = 'abstract' | 'pathname' | 'TCP';

/** How a way is closed, and what connect(2) answers there. */
interface DoorKind {
  /** ABI that brought the control. */
  readonly since: number;
  /** The control: what the sandbox has to ask for. */
  readonly asks: { fs?: readonly FsRight[]; net?: readonly NetRight[]; scoped?: readonly Scope[] };
  /** What the sandbox answers. */
  readonly denied: Outcome;
  /** What the kernel answers where nobody listens. */
  readonly nobody: Outcome;
  readonly family: number;
  /** Address of a display. */
  readonly address: (display: number) => ReturnType<typeof pathAddress>;
  /** The same and its length, as strace writes them. */
  readonly traced: (display: number) => string;
}

const path = (display: number) => `/tmp/.X11-unix/X${display}`;
const port = (display: number) => 6000 + display;

/** All ways, in the order in which libxcb tries them. */
export const doorKinds: Readonly<Record<DoorName, DoorKind>> = {
  abstract: {
    since: 6,
    asks: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
    denied: EPERM,
    nobody: ECONNREFUSED,
    family: AF_UNIX,
    address: (display) => abstractAddress(path(display)),
    traced: (display) => `{sa_family=AF_UNIX, sun_path=@"${path(display)}"}, 20`,
  },
  pathname: {
    since: 9,
    asks: { fs: ['RESOLVE_UNIX'] },
    denied: EACCES,
    nobody: ENOENT,
    family: AF_UNIX,
    address: (display) => pathAddress(path(display)),
    traced: (display) => `{sa_family=AF_UNIX, sun_path="${path(display)}"}, 110`,
  },
  TCP: {
    since: 4,
    asks: { net: ['CONNECT_TCP'] },
    denied: EACCES,
    nobody: ECONNREFUSED,
    family: AF_INET,
    address: (display) => inet4('127.0.0.1', port(display)),
    traced: (display) => `{sa_family=AF_INET, sin_port=htons(${port(display)}), sin_addr=inet_addr("127.0.0.1")}, 16`,
  },
};

export const doorNames = Object.keys(doorKinds) as DoorName[];

/** An X server of fixtures/rootfs/display/files/etc/displays, or one that a scenario starts. */
export interface Display {
  readonly label: string;
  readonly number: number;
  /** What it listens on. */
  readonly doors: readonly DoorName[];
  /** Address in DISPLAY; with one, libxcb tries TCP alone. */
  readonly host?: string;
}

/** A connect(2) of a client. */
interface Attempt {
  readonly door: DoorName;
  readonly answer: Outcome;
}

/** What libxcb does: it goes on to pathname sockets only where nobody listens on the abstract one, and to TCP whatever the pathname socket answered. */
function attempts({ doors, host }: Display, closed: readonly DoorName[]): Attempt[] {
  const made: Attempt[] = [];
  for (const door of host === undefined ? doorNames : (['TCP'] as const)) {
    const { denied, nobody } = doorKinds[door];
    // Sockets are looked up before the sandbox is asked (net/unix/af_unix.c, unix_find_other()), ports after.
    const asked = doors.includes(door) || door === 'TCP';
    const answer = asked && closed.includes(door) ? denied : doors.includes(door) ? OK : nobody;
    made.push({ door, answer });
    if (answer === OK || (door === 'abstract' && answer === denied)) break;
  }
  return made;
}

/** Whether a client reaches the server, with these doors closed. */
export function reaches(display: Display, closed: readonly DoorName[]): boolean {
  return attempts(display, closed).at(-1)!.answer === OK;
}

const errorWords = new Map([
  [EPERM, 'EPERM (Operation not permitted)'],
  [EACCES, 'EACCES (Permission denied)'],
  [ENOENT, 'ENOENT (No such file or directory)'],
  [ECONNREFUSED, 'ECONNREFUSED (Connection refused)'],
]);

/** getaddrinfo(3) asks a cache that is not there, twice, before it reads /etc/hosts (glibc, nscd/nscd_helper.c, open_socket()). */
const nameService =
  'connect(3, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)\n';

/** What strace writes of a client's connect(2) calls, and what the client says when none succeeded (xprop/dsimple.c, Open_Display()). */
export function traceOf(display: Display, closed: readonly DoorName[]): string {
  const lines = attempts(display, closed).map(({ door, answer }) => {
    // Without a host it is localhost, whose address has to be found.
    const resolving = door === 'TCP' && display.host === undefined ? nameService.repeat(2) : '';
    const told = answer === OK ? '0' : `-1 ${errorWords.get(answer)}`;
    return `${resolving}connect(3, ${doorKinds[door].traced(display.number)}) = ${told}\n`;
  });
  const complaint = `/usr/bin/xprop:  unable to open display '${nameOf(display)}'\n`;
  return lines.join('') + (reaches(display, closed) ? '' : complaint);
}

/** Value of DISPLAY. */
export function nameOf({ number, host = '' }: Display): string {
  return `${host}:${number}`;
}

/**
 * What depends on the doors that a sandbox closes, which are fewer where the kernel lacks a control.
 *
 * @param restricted doors that the sandbox asks to have closed
 */
export function byControls<T>(
  restricted: readonly DoorName[],
  what: (closed: readonly DoorName[]) => T,
): Conditional<T> {
  const levels = [...new Set(restricted.map((door) => doorKinds[door].since))].sort((a, b) => b - a);
  const known = (level: number) => restricted.filter((door) => doorKinds[door].since <= level);
  const [newest, ...older] = levels;
  if (newest === undefined) return what([]);
  let chain = since<T>(abi(newest), what(known(newest)));
  for (const level of older) chain = chain.since(abi(level), what(known(level)));
  return chain.otherwise(what([]));
}
