import { scenario } from '../../../runner/index.ts';
import { createRuleset } from '../calls.ts';
import { createRulesetAnswer } from '../refusals.ts';
import { layeredRelations, relations } from '../relations.ts';
import { rulesetValues, type SandboxSpec } from '../sandbox.ts';
import { answerFor, datagramSendto, meet, serve, streamConnect, ways } from '../unix-sockets.ts';
import { proposal, proposed } from './proposal.ts';

// The proposal that lost to RESOLVE_UNIX: a scope, so without exceptions by path, and EPERM.
const address = proposed.address('kconform');

const asked: readonly { label: string; asks: SandboxSpec }[] = [
  { label: 'alone', asks: proposed.sandbox },
  { label: 'with every scope', asks: { scoped: ['ABSTRACT_UNIX_SOCKET', 'SIGNAL', 'PATHNAME_UNIX_SOCKET'] } },
  { label: 'with rights on files', asks: { fs: ['READ_FILE'], scoped: ['PATHNAME_UNIX_SOCKET'] } },
  { label: 'with the right', asks: { fs: ['RESOLVE_UNIX'], scoped: ['PATHNAME_UNIX_SOCKET'] } },
  { label: 'quiet', asks: { ...proposed.sandbox, quietScoped: ['PATHNAME_UNIX_SOCKET'] } },
  { label: 'quiet without being asked for', asks: { scoped: ['SIGNAL'], quietScoped: ['PATHNAME_UNIX_SOCKET'] } },
];

scenario(
  'the proposed scope is accepted or refused as a whole: {ruleset}, {size} bytes',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Backward and forward compatibility',
    tags: proposal.tags,
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
  { ...proposal, variants: { relation: relations, way: ways } },
  (t) => {
    const { client, server } = t.relation.spawn(t, proposed.sandbox);
    const listener = serve(server, t.way.type, address);
    meet({ way: t.way, client, server, listener, address, answer: answerFor(proposed, t.relation.outOfScope) });
  },
);

scenario(
  'the proposed scope of pathname sockets, {relation}, {way}',
  {
    ...proposal,
    variants: { relation: layeredRelations, way: [streamConnect, datagramSendto] },
    programs: ['best-effort'],
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, proposed.sandbox);
    const listener = serve(server, t.way.type, address);
    meet({ way: t.way, client, server, listener, address, answer: answerFor(proposed, t.relation.outOfScope) });
  },
);
