import { abi, EACCES, EPERM, feature, OK, scenario, when } from '../../../runner/index.ts';
import { createRuleset } from '../calls.ts';
import { createRulesetAnswer } from '../refusals.ts';
import { relations } from '../relations.ts';
import { landlock, rulesetValues, type SandboxSpec } from '../sandbox.ts';
import {
  abstractNames,
  answerFor,
  clientSocket,
  datagram,
  datagramSendto,
  fewWays,
  meet,
  type NameSpace,
  pathNames,
  receives,
  serve,
  socketTypes,
  streamConnect,
} from '../unix-sockets.ts';
import { connectedBefore, holds, socketPair } from '../unix-stories.ts';

// The proposal that lost to RESOLVE_UNIX: a scope, so without exceptions by path, and EPERM. Where a kernel does not accept the bit,
// a strict program is refused (EINVAL, E2BIG) and a best-effort program goes on without it; where one does, this is what it promised.
const doc = '[PATCH v2 0/6] Landlock: Implement scope control for pathname Unix sockets (2025-12-30, not merged)';
const more = { doc, tags: ['scope', 'unix', 'proposal'], programs: ['strict', 'best-effort'] } as const;
const proposed: NameSpace = {
  ...pathNames,
  label: 'proposed',
  sandbox: { scoped: ['PATHNAME_UNIX_SOCKET'] },
  denied: when(feature('scope-pathname-unix'), EPERM).otherwise(OK),
};
const address = proposed.address('kconform');

const asked: readonly { label: string; asks: SandboxSpec }[] = [
  { label: 'alone', asks: proposed.sandbox },
  { label: 'with every scope', asks: { scoped: ['ABSTRACT_UNIX_SOCKET', 'SIGNAL', 'PATHNAME_UNIX_SOCKET'] } },
  { label: 'with rights on files', asks: { fs: ['READ_FILE'], scoped: ['PATHNAME_UNIX_SOCKET'] } },
];

scenario(
  'the proposed scope is accepted or refused as a whole: {ruleset}, {size} bytes',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Backward and forward compatibility',
    tags: more.tags,
    variants: { ruleset: asked, size: [{ label: '24' }, { label: '48' }] },
    control: 'none: about landlock_create_ruleset itself',
    scratch: false,
  },
  (t) => {
    const values = rulesetValues(t.ruleset.asks);
    const size = Number(t.size.label);
    createRuleset(t.main, values, size).expect(createRulesetAnswer(values, size));
  },
);

scenario(
  'the proposed scope of pathname sockets, {relation}, {way}',
  { ...more, variants: { relation: relations, way: [streamConnect, datagramSendto] } },
  (t) => {
    const { client, server } = t.relation.spawn(t, proposed.sandbox);
    const listener = serve(server, t.way.type, address);
    meet({ way: t.way, client, server, listener, address, answer: answerFor(proposed, t.relation.outOfScope) });
  },
);

scenario(
  'the proposed scope leaves connected {type} sockets alone',
  { ...more, variants: { type: socketTypes } },
  (t) => connectedBefore(t, proposed, t.type),
);

scenario('the proposed scope leaves pairs of {type} sockets alone', { ...more, variants: { type: socketTypes } }, (t) =>
  socketPair(t, proposed, t.type),
);

scenario('the proposed scope lets a datagram socket name its peer', more, (t) => {
  const peer = serve(t.main, datagram, address);
  const client = t.main.process('client');
  const socket = clientSocket(client, datagram);
  client.connect(socket, address);
  landlock(client, proposed.sandbox);
  client.sendto(socket, 'named', address).expect(OK);
  receives(t.main, peer, OK, 'named');
  holds(t, proposed, client, datagram);
});

scenario('the proposed scope leaves abstract names alone, {way}', { ...more, variants: { way: fewWays } }, (t) => {
  const name = abstractNames.address('kconform');
  const listener = serve(t.main, t.way.type, name);
  const client = t.main.process('client');
  landlock(client, proposed.sandbox);
  meet({ way: t.way, client, server: t.main, listener, address: name, answer: OK });
  holds(t, proposed, client, t.way.type);
});

scenario(
  'a program that asks for the proposed scope and for the right has what the kernel has, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => {
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, { ...pathNames.sandbox, ...proposed.sandbox });
    // The right is asked when the path is looked up, before any scope.
    const answer = when(abi(9), EACCES).when(feature('scope-pathname-unix'), EPERM).otherwise(OK);
    meet({ way: t.way, client, server: t.main, listener, address, answer });
  },
);
