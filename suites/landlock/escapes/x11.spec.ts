import { scenario } from '../../../runner/index.ts';
import { landlock, type SandboxRule, type SandboxSpec } from '../sandbox.ts';
import { everything, readOnly } from './controls.ts';
import { client, deadline } from './session.ts';
import { changeDisplay, display, expectChange, expectProperty, startServer } from './x11.ts';
import { type Display, type DoorName, doorKinds, doorNames } from './x11-doors.ts';

// Whoever reaches an X server sees and does what all its clients see and do. It listens in up to three places, each with a control of its own, and clients fall back from one to the next.
const tags = ['escape', 'unix', 'net', 'x11'];
const options = { tags, needs: [display], deadline, programs: ['strict', 'best-effort'] } as const;

// fixtures/rootfs/display/files/etc/displays
const everywhere: Display = { label: 'a server on all three', number: 0, doors: ['abstract', 'pathname', 'TCP'] };
const noAbstract: Display = { label: 'a server without the abstract socket', number: 4, doors: ['pathname', 'TCP'] };
const alone: readonly Display[] = [
  { label: 'a server on a pathname socket', number: 1, doors: ['pathname'] },
  { label: 'a server on an abstract socket', number: 2, doors: ['abstract'] },
  { label: 'a server on TCP', number: 3, doors: ['TCP'] },
];
const byTcp: Display = { ...everywhere, label: 'a server on all three, asked by TCP', host: '127.0.0.1' };

/** Files can only be read, these doors are closed, and the rules say for whom nevertheless. */
function closing(restricted: readonly DoorName[], rules: readonly SandboxRule[] = []): SandboxSpec {
  const asks = restricted.map((door) => doorKinds[door].asks);
  return readOnly({
    fs: asks.flatMap(({ fs = [] }) => fs),
    net: asks.flatMap(({ net = [] }) => net),
    scoped: asks.flatMap(({ scoped = [] }) => scoped),
    rules,
  });
}

const names: Record<DoorName, string> = { abstract: 'abstract sockets', pathname: 'pathname sockets', TCP: 'TCP' };

/** Each control alone, every two of them, and all. */
const controls = Array.from({ length: 8 }, (_, set) => doorNames.filter((_, index) => set & (1 << index)))
  .sort((one, other) => one.length - other.length)
  .map((restricted) => ({
    label: restricted.length === 0 ? 'files alone' : `files and ${restricted.map((door) => names[door]).join(' and ')}`,
    restricted,
    spec: closing(restricted),
  }));

scenario(
  'an X client changes a display outside unless each door that it tries is closed: {display}, {control}',
  {
    ...options,
    doc: 'Documentation/userspace-api/landlock.rst: IPC scoping; Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9); Documentation/userspace-api/landlock.rst: TCP bind and connect (ABI < 4)',
    variants: { display: [everywhere, noAbstract, ...alone], control: controls },
    // All combinations where there is something to fall back to; with one door, its control and both others.
    where: ({ display: { doors }, control: { restricted } }) => {
      if (doors.length === 3) return true;
      if (doors.length === 2) return !restricted.includes('abstract');
      return restricted.length === 0 || restricted.join() === doors[0] || restricted.join() === others(doors[0]!);
    },
  },
  (t) => changeDisplay(t, t.display, t.control),
);

function others(door: DoorName): string {
  return doorNames.filter((other) => other !== door).join();
}

/** Rules that let one door of a display be used although all are restricted. There is none for abstract sockets. */
const rules = [
  {
    label: 'a rule for the pathname socket',
    allowed: 'pathname',
    rule: ({ number }: Display): SandboxRule => ({ path: `/tmp/.X11-unix/X${number}`, access: ['RESOLVE_UNIX'] }),
  },
  {
    label: 'a rule for the port',
    allowed: 'TCP',
    rule: ({ number }: Display): SandboxRule => ({ port: 6000 + number, access: ['CONNECT_TCP'] }),
  },
] as const;

scenario(
  'an X client changes a display outside by a door that a rule opens, if it gets there: {display}, {rule}',
  {
    ...options,
    doc: 'security/landlock/fs.c: hook_unix_find(); Documentation/userspace-api/landlock.rst: Network flags',
    variants: { display: [everywhere, byTcp, noAbstract], rule: rules },
    where: ({ display: { host }, rule: { allowed } }) => host === undefined || allowed === 'TCP',
  },
  (t) => {
    const restricted = doorNames.filter((door) => door !== t.rule.allowed);
    changeDisplay(t, t.display, { restricted, spec: closing(doorNames, [t.rule.rule(t.display)]) });
  },
);

const port = 6007;

/** Servers that a sandboxed program starts, with all controls on. To start they write below /tmp. */
const inside = [
  {
    label: 'on sockets of both kinds',
    server: { label: '', number: 7, doors: ['abstract', 'pathname'] },
    arguments: [],
    rules: [],
    restricted: [],
  },
  {
    label: 'on a pathname socket',
    server: { label: '', number: 7, doors: ['pathname'] },
    arguments: ['-nolisten', 'local'],
    rules: [],
    restricted: [],
  },
  {
    label: 'on a port that it may bind and connect to',
    server: { label: '', number: 7, doors: ['TCP'], host: '127.0.0.1' },
    arguments: ['-nolisten', 'unix', '-nolisten', 'local', '-listen', 'tcp'],
    rules: [{ port, access: ['BIND_TCP', 'CONNECT_TCP'] }],
    restricted: [],
  },
  {
    label: 'on a port that it may bind, for a port inside is like any other',
    server: { label: '', number: 7, doors: ['TCP'], host: '127.0.0.1' },
    arguments: ['-nolisten', 'unix', '-nolisten', 'local', '-listen', 'tcp'],
    rules: [{ port, access: ['BIND_TCP'] }],
    restricted: ['TCP'],
  },
] as const satisfies readonly object[];

scenario(
  'an X client changes a display of its own inside the sandbox: {inside}',
  {
    ...options,
    doc: 'Documentation/userspace-api/landlock.rst: IPC scoping; Documentation/userspace-api/landlock.rst: Network flags',
    variants: { inside },
  },
  (t) => {
    const { server, rules, restricted } = t.inside;
    const actor = client(t);
    const writable: SandboxRule = {
      path: '/tmp',
      access: ['READ_DIR', 'WRITE_FILE', 'MAKE_REG', 'MAKE_SOCK', 'REMOVE_FILE'],
    };
    const { rules: all = [], ...rest } = everything([writable]);
    landlock(actor, { ...rest, net: ['BIND_TCP', 'CONNECT_TCP'], rules: [...all, ...rules] });
    startServer(actor, server, t.inside.arguments);
    expectChange(t, actor, server, restricted);
    expectProperty(t, client(t, 'outside'), server, restricted);
  },
);
