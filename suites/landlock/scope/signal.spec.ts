import { OK, SIGUSR1, scenario } from '../../../runner/index.ts';
import { layeredRelations, relation, relations } from '../relations.ts';
import { kill, receives, refused, signalCalls, signalScope } from './signal-calls.ts';

const doc = 'Documentation/userspace-api/landlock.rst: IPC scoping';

scenario(
  'signal a process by {call}, {relation}',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: { call: signalCalls, relation: relations },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? refused : OK;
    t.main.sigprocmask([SIGUSR1]);
    const { client, server } = t.relation.spawn(t, signalScope);
    t.call.send(client, server, SIGUSR1).expect(answer);
    receives(server, answer);
  },
);

scenario(
  'signal a process by {call}, {relation}',
  {
    doc: 'security/landlock/task.c: domain_is_scoped()',
    tags: ['scope', 'signal'],
    variants: { call: [kill], relation: layeredRelations },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? refused : OK;
    t.main.sigprocmask([SIGUSR1]);
    const { client, server } = t.relation.spawn(t, signalScope);
    t.call.send(client, server, SIGUSR1).expect(answer);
    receives(server, answer);
  },
);

scenario(
  'ask by {call} with signal 0 whether a process can be signalled, {relation}',
  {
    doc: 'security/landlock/task.c: hook_task_kill()',
    tags: ['scope', 'signal'],
    variants: {
      call: signalCalls,
      relation: [relation('client sandboxed', 'a', ''), relation('parent→child', 'a', 'a b')],
    },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, signalScope);
    t.call.send(client, server, 0).expect(t.relation.outOfScope ? refused : OK);
  },
);

scenario(
  'signal one thread of a process by {call}, {relation}',
  {
    doc: 'security/landlock/task.c: hook_task_kill()',
    tags: ['scope', 'signal', 'thread'],
    variants: {
      call: signalCalls.filter(({ label }) => /^tkill|tg/.test(label)),
      relation: [relation('client sandboxed', 'a', ''), relation('same domain', 'a', 'a')],
    },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? refused : OK;
    t.main.sigprocmask([SIGUSR1]);
    const { client, server } = t.relation.spawn(t, signalScope);
    const worker = server.thread('worker');
    t.call.send(client, worker, SIGUSR1).expect(answer);
    receives(worker, answer);
  },
);
