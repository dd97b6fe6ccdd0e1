import {
  type Actor,
  AF_UNIX,
  abi,
  EAGAIN,
  type Expectation,
  erratum,
  F_OWNER_PGRP,
  F_OWNER_PID,
  F_OWNER_TID,
  F_SETFL,
  F_SETOWN,
  F_SETOWN_EX,
  F_SETSIG,
  feature,
  fOwnerEx,
  O_ASYNC,
  OK,
  SIGIO,
  SIGUSR1,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
  type Value,
  when,
} from '../../../runner/index.ts';
import { relation, relations } from '../relations.ts';
import { landlock } from '../sandbox.ts';
import { signalScope } from './signal-calls.ts';

const doc = 'security/landlock/task.c: hook_file_send_sigiotask(), security/landlock/fs.c: hook_file_set_fowner()';
const lost: Expectation = since(abi(6), EAGAIN).otherwise(OK);
const programs = ['strict', 'best-effort'] as const;

interface Way {
  readonly label: string;
  readonly signal: number;
  readonly own: (actor: Actor, fd: Value, owner: Actor) => void;
}
const setOwner: Way = {
  label: 'F_SETOWN',
  signal: SIGIO,
  own: (actor, fd, owner) => void actor.fcntl(fd, F_SETOWN, owner),
};
const ownerEx = (type: number, id: Value) => fOwnerEx.encode({ type, pid: id });
const ways: readonly Way[] = [
  setOwner,
  {
    label: 'F_SETOWN_EX of a process',
    signal: SIGIO,
    own: (actor, fd, owner) => void actor.fcntl(fd, F_SETOWN_EX, ownerEx(F_OWNER_PID, owner.pid)),
  },
  {
    label: 'F_SETOWN_EX of a thread',
    signal: SIGIO,
    own: (actor, fd, owner) => void actor.fcntl(fd, F_SETOWN_EX, ownerEx(F_OWNER_TID, owner.tid)),
  },
  {
    label: 'F_SETOWN and F_SETSIG',
    signal: SIGUSR1,
    own(actor, fd, owner) {
      actor.fcntl(fd, F_SETSIG, SIGUSR1);
      actor.fcntl(fd, F_SETOWN, owner);
    },
  },
];

/** A socket that signals its owner when data comes, and its other end. */
function socketOf(actor: Actor): { socket: Value; peer: Value } {
  const [socket, peer] = actor.pairOf(actor.socketpair(AF_UNIX, SOCK_STREAM));
  actor.fcntl(socket!, F_SETFL, O_ASYNC);
  return { socket: socket!, peer: peer! };
}

/** Lets data come, and looks for the signal. There is never an error: what must not arrive is lost in silence. */
function arrives(writer: Actor, peer: Value, receiver: Actor, answer: Expectation, signal = SIGIO): Step {
  writer.write(peer).expect(OK);
  return receiver.sigtimedwait([signal]).expect(answer);
}

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

scenario(
  'whoever names the owner counts, not whoever lets data come: named {who}',
  {
    doc,
    tags: ['scope', 'signal', 'fd'],
    variants: {
      who: [
        { label: 'inside, data from outside', inside: true },
        { label: 'outside, data from inside', inside: false },
      ],
    },
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGIO]);
    const { socket, peer } = socketOf(t.main);
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, signalScope);
    const [namer, writer] = t.who.inside ? [client, t.main] : [t.main, client];
    namer.fcntl(socket, F_SETOWN, server);
    arrives(writer, peer, server, t.who.inside ? lost : OK);
  },
);

scenario(
  'a thread that is sandboxed alone may name its own process as the owner',
  {
    doc: 'security/landlock/errata/abi-6.h: Erratum 2: Scoped signal handling',
    tags: ['scope', 'signal', 'fd', 'thread'],
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGIO]);
    const server = t.main.process('server');
    const worker = server.thread('worker');
    landlock(worker, signalScope);
    const { socket, peer } = socketOf(worker);
    worker.fcntl(socket, F_SETOWN, server);
    arrives(worker, peer, server, when(erratum(2), OK).since(abi(6), EAGAIN).otherwise(OK));
  },
);

scenario(
  'a process group as the owner: members outside get nothing, {caller}',
  {
    doc,
    tags: ['scope', 'signal', 'fd'],
    variants: { caller: [{ label: 'the caller is no member' }, { label: 'the caller is a member' }] },
    programs,
    scratch: false,
  },
  (t) => {
    const isMember = t.caller.label === 'the caller is a member';
    t.main.sigprocmask([SIGIO]);
    const server = t.main.process('server');
    server.syscall('setpgid', 0, 0);
    const client = server.process('client');
    if (!isMember) client.syscall('setpgid', 0, 0);
    landlock(client, signalScope);
    const { socket, peer } = socketOf(client);
    client.fcntl(socket, F_SETOWN_EX, ownerEx(F_OWNER_PGRP, server.pid));
    const leaks = when(feature('sigio-pgid-fixed'), EAGAIN).otherwise(OK);
    arrives(client, peer, server, isMember ? leaks : lost);
    client
      .sigtimedwait([SIGIO])
      .expect(isMember ? OK : EAGAIN)
      .control('same');
  },
);
