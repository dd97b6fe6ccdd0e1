import { OK, scenario } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { fewWays, meet, pathNames, serve, streamConnect } from '../unix-sockets.ts';

// Every layer must let a request pass, each by a rule or because the server is in the same or a nested domain.
const more = {
  doc: 'security/landlock/fs.c: hook_unix_find()',
  tags: ['fs', 'unix', 'layers'],
  programs: ['strict', 'best-effort'],
} as const;
const { address, denied, sandbox } = pathNames;
const granting: SandboxSpec = { ...sandbox, rules: [{ path: 'dir', access: ['RESOLVE_UNIX'] }] };
const elsewhere: SandboxSpec = { ...sandbox, rules: [{ path: 'elsewhere', access: ['RESOLVE_UNIX'] }] };
/** Handles a right that nothing here needs. */
const indifferent: SandboxSpec = { fs: ['MAKE_BLOCK'] };

type Place = 'outside' | 'outer' | 'inner';
interface Stack {
  readonly label: string;
  readonly outer: SandboxSpec;
  readonly inner: SandboxSpec;
  /** Where the server is made: outside, between the layers, or beside the client below both. */
  readonly server: Place;
  readonly passes: boolean;
}

const stacks: readonly Stack[] = [
  { label: 'a rule in both layers', outer: granting, inner: granting, server: 'outside', passes: true },
  { label: 'a rule in the outer layer only', outer: granting, inner: sandbox, server: 'outside', passes: false },
  { label: 'a rule in the inner layer only', outer: sandbox, inner: granting, server: 'outside', passes: false },
  { label: 'a rule elsewhere in the inner layer', outer: granting, inner: elsewhere, server: 'outside', passes: false },
  { label: 'a rule above an indifferent layer', outer: granting, inner: indifferent, server: 'outside', passes: true },
  { label: 'a rule below an indifferent layer', outer: indifferent, inner: granting, server: 'outside', passes: true },
  { label: 'no rule above an indifferent layer', outer: sandbox, inner: indifferent, server: 'outside', passes: false },
  { label: 'outer by domain, inner by rule', outer: sandbox, inner: granting, server: 'outer', passes: true },
  { label: 'outer by domain, inner not at all', outer: sandbox, inner: sandbox, server: 'outer', passes: false },
  { label: 'outer by domain and rule, inner not', outer: granting, inner: sandbox, server: 'outer', passes: false },
  { label: 'outer by domain, inner indifferent', outer: sandbox, inner: indifferent, server: 'outer', passes: true },
  { label: 'both by domain', outer: sandbox, inner: sandbox, server: 'inner', passes: true },
];

scenario(
  'each layer is asked for a pathname socket: {stack}, {way}',
  {
    ...more,
    variants: { stack: stacks, way: fewWays },
    where: ({ stack, way }) => way === streamConnect || stack.server !== 'outside',
  },
  (t) => {
    for (const directory of ['dir', 'elsewhere']) t.main.mkdir(directory);
    const name = address('dir/socket');
    const { outer: outerSpec, inner: innerSpec, server: place, passes } = t.stack;
    const outer = t.main.process('outer');
    landlock(outer, outerSpec);
    const inner = outer.process('inner');
    landlock(inner, innerSpec);
    const server = { outside: t.main, outer, inner }[place];
    const listener = serve(server, t.way.type, name);
    const client = inner.process('client');
    meet({ way: t.way, client, server, listener, address: name, answer: passes ? OK : denied });
  },
);

scenario(
  'rules of one layer unite for pathname sockets, {way}',
  { ...more, variants: { way: [streamConnect] } },
  (t) => {
    for (const directory of ['one', 'two', 'three']) t.main.mkdir(directory);
    const names = ['one/socket', 'two/socket', 'three/socket'].map((path) => address(path));
    const listeners = names.map((name) => serve(t.main, t.way.type, name));
    const client = t.main.process('client');
    const access = ['RESOLVE_UNIX'] as const;
    landlock(client, { ...sandbox, rules: ['one', 'two/socket'].map((path) => ({ path, access })) });
    names.forEach((name, index) => {
      const answer = index < 2 ? OK : denied;
      meet({ way: t.way, client, server: t.main, listener: listeners[index]!, address: name, answer });
    });
  },
);
