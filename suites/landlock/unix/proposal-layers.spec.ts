import { abi, and, EACCES, EPERM, type Expectation, not, OK, scenario, when } from '../../../runner/index.ts';
import { landlock, type SandboxRule, type SandboxSpec } from '../sandbox.ts';
import { FS, type FsRight } from '../uapi.ts';
import { abstractNames, datagramSendto, fewWays, meet, serve, streamConnect } from '../unix-sockets.ts';
import { holds } from '../unix-stories.ts';
import { pathnameScope, proposal, proposed } from './proposal.ts';

// The proposed scope beside other restrictions. The maintainer's reading of both flags in one ruleset: whatever the scope grants the right grants anyway, so
// access is granted when either grants it. fixtures/series/scope-pathname-unix/README.md has the table, and a variant that fails here.
const interaction = {
  ...proposal,
  doc: 'Documentation/security/landlock.rst: Interaction between scoped flags and other access rights',
} as const;

type Place = 'outside' | 'outer' | 'inner';
interface Layer {
  readonly scope?: boolean;
  readonly right?: boolean;
  /** Whether a rule with the right names the server's directory. */
  readonly rule?: boolean;
}
interface Stack {
  readonly label: string;
  readonly outer: Layer;
  readonly inner: Layer;
  /** Where the server is made: outside, between the layers, or beside the client below both. */
  readonly server: Place;
}

const scope: Layer = { scope: true };
const right: Layer = { right: true };
const ruled: Layer = { right: true, rule: true };
const both: Layer = { scope: true, right: true };
const bothRuled: Layer = { scope: true, right: true, rule: true };
/** A layer that nothing here is asked of. */
const neither: Layer = {};

const stacks: readonly Stack[] = [
  { label: 'both', outer: both, inner: neither, server: 'outside' },
  { label: 'both and a rule', outer: bothRuled, inner: neither, server: 'outside' },
  { label: 'both and a rule, twice', outer: bothRuled, inner: bothRuled, server: 'outside' },
  { label: 'both and a rule, then without the rule', outer: bothRuled, inner: both, server: 'outside' },
  { label: 'the scope, then the right', outer: scope, inner: right, server: 'outside' },
  { label: 'the scope, then the right and a rule', outer: scope, inner: ruled, server: 'outside' },
  { label: 'the scope, then both and a rule', outer: scope, inner: bothRuled, server: 'outside' },
  { label: 'the right, then the scope', outer: right, inner: scope, server: 'outside' },
  { label: 'the right and a rule, then the scope', outer: ruled, inner: scope, server: 'outside' },
  { label: 'both and a rule, then the scope', outer: bothRuled, inner: scope, server: 'outside' },
  { label: 'both, server between', outer: both, inner: neither, server: 'outer' },
  { label: 'the scope, then both, server between', outer: scope, inner: both, server: 'outer' },
  { label: 'the scope, then both and a rule, server between', outer: scope, inner: bothRuled, server: 'outer' },
  { label: 'both, then the scope, server between', outer: both, inner: scope, server: 'outer' },
  { label: 'both, then the scope, server inside', outer: both, inner: scope, server: 'inner' },
  { label: 'the scope, then the right, server inside', outer: scope, inner: right, server: 'inner' },
];

/** What a program asks for that wants this layer. */
function specOf({ scope, right, rule }: Layer): SandboxSpec {
  const rules: SandboxRule[] = rule ? [{ path: 'dir', access: ['RESOLVE_UNIX'] }] : [];
  return {
    fs: ['MAKE_BLOCK', ...(right ? (['RESOLVE_UNIX'] as const) : [])],
    scoped: scope ? ['PATHNAME_UNIX_SOCKET'] : [],
    rules,
  };
}

/** What the client below both layers is answered: each layer is judged by itself, the right where the path is looked up, so before any scope. */
function answerOf({ outer, inner, server }: Stack): Expectation {
  const layers = [
    { ...outer, holds: server !== 'outside' },
    { ...inner, holds: server === 'inner' },
  ];
  const outOfScope = layers.filter((layer) => !layer.holds);
  const byRight = outOfScope.some((layer) => layer.right && !layer.rule);
  const byScope = outOfScope.some((layer) => layer.scope && !layer.right);
  // Where the kernel lacks the right, the scope is all that a best-effort program's layer has.
  const byScopeAlone = outOfScope.some((layer) => layer.scope);
  return when(and(pathnameScope, not(abi(9))), byScopeAlone ? EPERM : OK)
    .when(abi(9), byRight ? EACCES : byScope ? when(pathnameScope, EPERM).otherwise(OK) : OK)
    .otherwise(OK);
}

scenario(
  'the proposed scope and the right grant what either grants in its layer: {stack}, {way}',
  { ...interaction, variants: { stack: stacks, way: [streamConnect, datagramSendto] } },
  (t) => {
    t.main.mkdir('dir');
    const address = proposed.address('dir/socket');
    const outer = t.main.process('outer');
    landlock(outer, specOf(t.stack.outer));
    const inner = outer.process('inner');
    landlock(inner, specOf(t.stack.inner));
    const server = { outside: t.main, outer, inner }[t.stack.server];
    const listener = serve(server, t.way.type, address);
    const client = inner.process('client');
    meet({ way: t.way, client, server, listener, address, answer: answerOf(t.stack) });
  },
);

/** Every right that can be in a rule on files and is not the one about sockets. */
const otherRights = (Object.keys(FS) as FsRight[]).filter((name) => name !== 'RESOLVE_UNIX');

scenario(
  'the proposed scope does not care for other rights on files: {rights}, {way}',
  {
    ...proposal,
    variants: {
      rights: [
        { label: 'all denied', rules: [] },
        { label: 'all granted', rules: [{ path: '/', access: otherRights }] },
      ],
      way: fewWays,
    },
  },
  (t) => {
    const address = proposed.address('kconform');
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, { ...proposed.sandbox, fs: otherRights, rules: t.rights.rules });
    meet({ way: t.way, client, server: t.main, listener, address, answer: proposed.denied });
  },
);

scenario('the proposed scope leaves abstract names alone, {way}', { ...proposal, variants: { way: fewWays } }, (t) => {
  const name = abstractNames.address('kconform');
  const listener = serve(t.main, t.way.type, name);
  const client = t.main.process('client');
  landlock(client, proposed.sandbox);
  meet({ way: t.way, client, server: t.main, listener, address: name, answer: OK });
  holds(t, proposed, client, t.way.type);
});

scenario(
  'the abstract scope leaves paths to the proposed one, {way}',
  { ...proposal, variants: { way: fewWays } },
  (t) => {
    const [name, path] = [abstractNames, proposed].map(({ address }) => address('kconform'));
    const meeting = { way: t.way, server: t.main, client: t.main.process('client') };
    const [named, found] = [name!, path!].map((address) => serve(t.main, t.way.type, address));
    landlock(meeting.client, { scoped: ['ABSTRACT_UNIX_SOCKET', 'PATHNAME_UNIX_SOCKET'] });
    meet({ ...meeting, listener: named!, address: name!, answer: abstractNames.denied });
    meet({ ...meeting, listener: found!, address: path!, answer: proposed.denied });
  },
);
