import { OK, scenario } from '../../../runner/index.ts';
import { relations } from '../relations.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { abstractNames, answerFor, fewWays, meet, pathNames, serve, ways } from '../unix-sockets.ts';

// A server that listens at an abstract name and at a path, as X11 does: both must be denied to keep a client from it.
const doc = 'Documentation/security/landlock.rst: Interaction between scoped flags and other access rights';
const more = { doc, tags: ['scope', 'fs', 'unix'], programs: ['strict', 'best-effort'] } as const;
const everything: SandboxSpec = { ...abstractNames.sandbox, ...pathNames.sandbox };
const [abstractName, path] = [abstractNames.address('kconform'), pathNames.address('kconform')];

const denials: readonly { label: string; asks: SandboxSpec; scope: boolean; right: boolean }[] = [
  { label: 'the scope', asks: abstractNames.sandbox, scope: true, right: false },
  { label: 'the right', asks: pathNames.sandbox, scope: false, right: true },
  { label: 'the scope and the right', asks: everything, scope: true, right: true },
];

scenario(
  'a server at an abstract name and at a path is denied by each on its own: {denial}, {way}',
  { ...more, variants: { denial: denials, way: ways } },
  (t) => {
    const { asks, right, scope } = t.denial;
    const listeners = [abstractName, path].map((name) => serve(t.main, t.way.type, name));
    const client = t.main.process('client');
    landlock(client, asks);
    const meeting = { way: t.way, client, server: t.main };
    const [first, second] = listeners;
    meet({ ...meeting, listener: first!, address: abstractName, answer: answerFor(abstractNames, scope) });
    meet({ ...meeting, listener: second!, address: path, answer: answerFor(pathNames, right) });
  },
);

scenario(
  'the scope and the right agree on who is outside, {relation}',
  { ...more, variants: { relation: relations }, programs: ['best-effort'] },
  (t) => {
    const [way] = fewWays;
    const { client, server } = t.relation.spawn(t, everything);
    for (const [names, address] of [
      [abstractNames, abstractName],
      [pathNames, path],
    ] as const) {
      const listener = serve(server, way!.type, address);
      meet({ way: way!, client, server, listener, address, answer: answerFor(names, t.relation.outOfScope) });
    }
  },
);

scenario(
  'a rule for the path of a server does not open its abstract name, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => {
    const listeners = [abstractName, path].map((name) => serve(t.main, t.way.type, name));
    const client = t.main.process('client');
    landlock(client, { ...everything, rules: [{ path: '.', access: ['RESOLVE_UNIX'] }] });
    const meeting = { way: t.way, client, server: t.main };
    const [first, second] = listeners;
    meet({ ...meeting, listener: first!, address: abstractName, answer: abstractNames.denied });
    meet({ ...meeting, listener: second!, address: path, answer: OK });
  },
);
