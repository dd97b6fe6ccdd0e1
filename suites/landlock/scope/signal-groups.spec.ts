import { type Actor, type Context, EAGAIN, OK, SIGWINCH, scenario, type Value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { receives, refused, signalScope } from './signal-calls.ts';

const doc = 'kernel/signal.c: __kill_pgrp_info(), kill_something_info()';

/** A client with a child inside its scope; `outsider` is a sibling. All of them block the signal, which harms nobody else. */
function family(t: Context): { client: Actor; insider: Actor; outsider: Actor } {
  t.main.sigprocmask([SIGWINCH]);
  const client = t.main.process('client');
  const outsider = t.main.process('outsider');
  landlock(client, signalScope);
  return { client, insider: client.process('insider'), outsider };
}

/** Puts processes into one process group, led by the first of them. */
function group(leader: Actor, ...members: Actor[]): void {
  leader.syscall('setpgid', 0, 0);
  for (const member of members) member.syscall('setpgid', 0, leader);
}

const FUTEX_WAKE_OP = 5;
/** What FUTEX_WAKE_OP does to a number in memory: `^= -1`, then `+= 1`. */
const NEGATION = [0x40fff000, 0x10001000];

/** A process group as kill() wants it: with a minus sign. No step returns that, so the kernel computes it in memory. */
function everyoneIn(actor: Actor, pgid: Value): Value {
  const number = actor.read(actor.syscall('eventfd2', pgid, 0), 8).as('-pgid');
  for (const change of NEGATION) actor.syscall('futex', number.output!, FUTEX_WAKE_OP, 0, 0, number.output!, change);
  return number.loaded(0, 4);
}

scenario(
  'kill(0) reaches the members of the process group that are inside, and only them',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    const { client, insider, outsider } = family(t);
    group(client, insider, outsider);
    client.kill(0, SIGWINCH).expect(OK);
    receives(client, OK, SIGWINCH);
    receives(insider, OK, SIGWINCH);
    receives(outsider, refused, SIGWINCH);
  },
);

scenario(
  'kill(-pgid) of a group with a member inside succeeds and reaches that member only, {leader} leads',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: { leader: [{ label: 'the insider' }, { label: 'the outsider' }] },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const { client, insider, outsider } = family(t);
    const [leader, member] = t.leader.label === 'the insider' ? [insider, outsider] : [outsider, insider];
    group(leader, member);
    client.kill(everyoneIn(client, leader), SIGWINCH).expect(OK);
    receives(insider, OK, SIGWINCH);
    receives(outsider, refused, SIGWINCH);
    client.sigtimedwait([SIGWINCH]).expect(EAGAIN).control('same');
  },
);

scenario(
  'kill(-pgid) of a group that is all outside is refused',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    const { client, outsider } = family(t);
    group(outsider, t.main);
    client.kill(everyoneIn(client, outsider), SIGWINCH).expect(refused);
    receives(outsider, refused, SIGWINCH);
    receives(t.main, refused, SIGWINCH);
  },
);

scenario(
  'kill(-pgid) of a group that is all inside reaches all',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    const { client, insider, outsider } = family(t);
    const another = client.process('another');
    group(insider, another);
    client.kill(everyoneIn(client, insider), SIGWINCH).expect(OK);
    receives(insider, OK, SIGWINCH);
    receives(another, OK, SIGWINCH);
    outsider.sigtimedwait([SIGWINCH]).expect(EAGAIN).control('same');
  },
);

scenario(
  'kill(-1) reaches everyone inside, and hides that others were refused',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    const { client, insider, outsider } = family(t);
    client.kill(-1, SIGWINCH).expect(OK);
    receives(insider, OK, SIGWINCH);
    receives(outsider, refused, SIGWINCH);
    receives(t.main, refused, SIGWINCH);
  },
);

scenario(
  'kill(-1) succeeds although nobody is inside, and reaches nobody',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGWINCH]);
    const client = t.main.process('client');
    landlock(client, signalScope);
    client.kill(-1, SIGWINCH).expect(OK);
    receives(t.main, refused, SIGWINCH);
  },
);
