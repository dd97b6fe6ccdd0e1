import { OK, SIGIO, scenario } from '../../../runner/index.ts';
import { layeredRelations, relation, relations } from '../relations.ts';
import { landlock } from '../sandbox.ts';
import { signalScope } from './signal-calls.ts';
import { arrives, lost, setOwner, socketOf, ways } from './signal-owners.ts';

const doc = 'security/landlock/task.c: hook_file_send_sigiotask(); security/landlock/fs.c: hook_file_set_fowner()';
const programs = ['strict', 'best-effort'] as const;

scenario(
  'a signal of a descriptor to the owner named by {way}, {relation}',
  {
    doc,
    tags: ['scope', 'signal', 'fd'],
    variants: { way: [setOwner], relation: relations },
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([t.way.signal]);
    const { client, server } = t.relation.spawn(t, signalScope);
    const { socket, peer } = socketOf(client);
    t.way.own(client, socket, server);
    arrives(client, peer, server, t.relation.outOfScope ? lost : OK, t.way.signal);
  },
);

scenario(
  'a signal of a descriptor to the owner named by {way}, {relation}',
  {
    doc,
    tags: ['scope', 'signal', 'fd'],
    variants: {
      way: ways.filter((way) => way !== setOwner),
      relation: [relation('client sandboxed', 'a', ''), relation('same domain', 'a', 'a')],
    },
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([t.way.signal]);
    const { client, server } = t.relation.spawn(t, signalScope);
    const { socket, peer } = socketOf(client);
    t.way.own(client, socket, server);
    arrives(client, peer, server, t.relation.outOfScope ? lost : OK, t.way.signal);
  },
);

scenario(
  'a signal of a descriptor to its owner, {relation}',
  {
    doc: 'security/landlock/task.c: domain_is_scoped()',
    tags: ['scope', 'signal', 'fd'],
    variants: { relation: layeredRelations },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGIO]);
    const { client, server } = t.relation.spawn(t, signalScope);
    const { socket, peer } = socketOf(client);
    setOwner.own(client, socket, server);
    arrives(client, peer, server, t.relation.outOfScope ? lost : OK);
  },
);

scenario(
  'an owner named by {way} before enforcement gets signals afterwards',
  { doc, tags: ['scope', 'signal', 'fd'], variants: { way: ways }, programs, scratch: false },
  (t) => {
    t.main.sigprocmask([t.way.signal]);
    const client = t.main.process('client');
    const server = t.main.process('server');
    const { socket, peer } = socketOf(client);
    t.way.own(client, socket, server);
    landlock(client, signalScope);
    arrives(client, peer, server, OK, t.way.signal);
    // Named anew, it is judged anew.
    t.way.own(client, socket, server);
    arrives(client, peer, server, lost, t.way.signal);
  },
);
