import { type Actor, type Context, ESRCH, OK, PTRACE_KILL, PTRACE_TRACEME, scenario } from '../../../runner/index.ts';
import { denialAs } from '../answers.ts';
import { type Relation, relation, relations } from '../relations.ts';
import { landlock } from '../sandbox.ts';
import { anyDomain, refused } from './operations.ts';

/** The client as the tracer and the parent, the server as its child: whatever they do not share they enforce after the fork. */
function family(t: Context, { client, server }: Relation): { tracer: Actor; tracee: Actor } {
  const differs = client.findIndex((layer, depth) => layer.name !== server[depth]?.name);
  const common = differs < 0 ? client.length : differs;
  const enforce = (actor: Actor, count: number) => {
    for (let layer = 0; layer < count; layer += 1) landlock(actor, anyDomain);
  };
  const tracer = t.main.process('tracer');
  enforce(tracer, common);
  const tracee = tracer.process('tracee');
  enforce(tracee, server.length - common);
  enforce(tracer, client.length - common);
  return { tracer, tracee };
}

scenario(
  'PTRACE_TRACEME makes the parent the tracer only where the parent might attach, client the parent: {relation}',
  {
    doc: 'security/landlock/task.c: hook_ptrace_traceme()',
    tags: ['ptrace'],
    variants: { relation: [...relations, relation('cousins', 'a b c', 'a d c')] },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? refused : OK;
    const { tracer, tracee } = family(t, t.relation);
    tracee.ptrace(PTRACE_TRACEME).expect(answer);
    // It works on a tracee that runs, and on nobody else.
    tracer.ptrace(PTRACE_KILL, tracee).expect(denialAs(answer, ESRCH));
  },
);

scenario(
  'PTRACE_TRACEME of an ordinary user answers the same, client the parent: {relation}',
  {
    doc: 'security/landlock/task.c: hook_ptrace_traceme()',
    tags: ['ptrace'],
    variants: { relation: relations },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? refused : OK;
    t.main.dropPrivileges();
    const { tracer, tracee } = family(t, t.relation);
    tracee.ptrace(PTRACE_TRACEME).expect(answer);
    tracer.ptrace(PTRACE_KILL, tracee).expect(denialAs(answer, ESRCH));
  },
);
