import { abi, EPERM, OK, scenario, since } from '../../../runner/index.ts';
import { isOutOfScope, type Layer, layeredRelations, relations } from '../relations.ts';
import { cannotRead, canRead, makeFile, NO_READING } from './reading.ts';

// Proves what the scenarios about scopes rely on: that the two processes of a relation are in the domains that it says.

const tags = ['domain', 'relation'];
const programs = ['strict', 'best-effort'] as const;
const variants = { relation: [...relations, ...layeredRelations] };

scenario(
  'a process is restricted by its own layers and those above, {relation}',
  { doc: 'Documentation/userspace-api/landlock.rst: Inheritance', tags, variants, programs },
  (t) => {
    makeFile(t.main);
    const actors = t.relation.spawn(t, NO_READING);
    for (const side of ['client', 'server'] as const) {
      const restricted = t.relation[side].some(({ restricts }) => restricts);
      if (restricted) cannotRead(actors[side]);
      else canRead(actors[side]);
    }
    canRead(t.main);
  },
);

/** For ptrace every layer counts, whatever it handles. */
const counting = (layers: readonly Layer[]) => layers.map(({ name }) => ({ name, restricts: true }));

scenario(
  'a process reaches what is in its domain or in a nested one, {relation}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Ptrace restrictions; kernel/futex/syscalls.c: get_robust_list()',
    tags,
    variants,
    programs,
    scratch: false,
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, NO_READING);
    const answer = t.buffer(16, '', 'robust-list');
    const reach = (from: typeof client, to: typeof server) =>
      from.syscall('get_robust_list', to, answer, t.within(answer, 8));
    const [ofClient, ofServer] = [counting(t.relation.client), counting(t.relation.server)];
    const outcome = (denied: boolean) => (denied ? since(abi(1), EPERM).otherwise(OK) : OK);
    reach(client, server).expect(outcome(isOutOfScope(ofClient, ofServer)));
    reach(server, client).expect(outcome(isOutOfScope(ofServer, ofClient)));
    reach(client, client).expect(OK);
  },
);
