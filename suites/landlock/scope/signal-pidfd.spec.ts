import {
  type Actor,
  EAGAIN,
  feature,
  OK,
  PIDFD_SIGNAL_PROCESS_GROUP,
  PIDFD_SIGNAL_THREAD,
  PIDFD_SIGNAL_THREAD_GROUP,
  PIDFD_THREAD,
  SIGUSR1,
  type Step,
  scenario,
} from '../../../runner/index.ts';
import { relation } from '../relations.ts';
import { landlock } from '../sandbox.ts';
import { receives, refused, signalScope } from './signal-calls.ts';

const doc = 'kernel/signal.c: do_pidfd_send_signal()';
const tags = ['scope', 'signal', 'fd'];
const programs = ['strict', 'best-effort'] as const;
const needs = [feature('pidfd-signal-flags')];

interface Way {
  readonly label: string;
  readonly flags: number;
  /** The client's descriptor of the server. */
  readonly open: (client: Actor, server: Actor) => Step;
}
const ways: readonly Way[] = [
  { label: 'to a process', flags: PIDFD_SIGNAL_THREAD_GROUP, open: (client, server) => client.pidfdOpen(server) },
  { label: 'to one thread', flags: PIDFD_SIGNAL_THREAD, open: (client, server) => client.pidfdOpen(server) },
  {
    label: 'by the descriptor of a thread',
    flags: 0,
    open: (client, server) => client.pidfdOpen(server.tid, PIDFD_THREAD),
  },
  {
    label: 'to a process group',
    flags: PIDFD_SIGNAL_PROCESS_GROUP,
    open(client, server) {
      server.syscall('setpgid', 0, 0);
      return client.pidfdOpen(server);
    },
  },
];

scenario(
  'signal {way} by pidfd_send_signal, {relation}',
  {
    doc,
    tags,
    needs,
    variants: {
      way: ways,
      relation: [
        relation('client sandboxed', 'a', ''),
        relation('same domain', 'a', 'a'),
        relation('child→parent', 'a b', 'a'),
        relation('siblings', 'a', 'b'),
      ],
    },
    programs,
    scratch: false,
  },
  (t) => {
    const answer = t.relation.outOfScope ? refused : OK;
    t.main.sigprocmask([SIGUSR1]);
    const { client, server } = t.relation.spawn(t, signalScope);
    client.pidfdSendSignal(t.way.open(client, server), SIGUSR1, t.way.flags).expect(answer);
    receives(server, answer);
  },
);

scenario(
  'a process group that is signalled by a process descriptor gets the signal where it is inside: {leader} leads',
  {
    doc: 'kernel/signal.c: kill_pgrp_info(), __kill_pgrp_info()',
    tags,
    needs,
    variants: { leader: [{ label: 'the insider' }, { label: 'the outsider' }] },
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const outsider = t.main.process('outsider');
    landlock(client, signalScope);
    const insider = client.process('insider');
    const [leader, member] = t.leader.label === 'the insider' ? [insider, outsider] : [outsider, insider];
    leader.syscall('setpgid', 0, 0);
    member.syscall('setpgid', 0, leader);
    client.pidfdSendSignal(client.pidfdOpen(leader), SIGUSR1, PIDFD_SIGNAL_PROCESS_GROUP).expect(OK);
    receives(insider, OK);
    receives(outsider, refused);
    client.sigtimedwait([SIGUSR1]).expect(EAGAIN).control('same');
  },
);
