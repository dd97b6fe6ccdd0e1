import {
  abi,
  EAGAIN,
  erratum,
  F_OWNER_PGRP,
  F_SETOWN,
  F_SETOWN_EX,
  feature,
  flawed,
  OK,
  SIGIO,
  scenario,
  vulnerable,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';
import { signalScope } from './signal-calls.ts';
import { arrives, lost, ownerEx, socketOf } from './signal-owners.ts';

const doc = 'security/landlock/task.c: hook_file_send_sigiotask(); security/landlock/fs.c: hook_file_set_fowner()';
const programs = ['strict', 'best-effort'] as const;

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
    doc: 'security/landlock/errata/abi-6.h: "Erratum 2: Scoped signal handling"',
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
    arrives(
      worker,
      peer,
      server,
      when(erratum(2), OK).since(abi(6), flawed(KNOWN.threadSignals, EAGAIN)).otherwise(OK),
    );
  },
);

scenario(
  'a thread that is sandboxed alone may name its own process group as the owner, for its process',
  {
    doc: 'security/landlock/task.c: hook_file_send_sigiotask(), "Always allow delivery to the file owner’s own process"',
    tags: ['scope', 'signal', 'fd', 'thread'],
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGIO]);
    const server = t.main.process('server');
    server.syscall('setpgid', 0, 0);
    const worker = server.thread('worker');
    landlock(worker, signalScope);
    const { socket, peer } = socketOf(worker);
    worker.fcntl(socket, F_SETOWN_EX, ownerEx(F_OWNER_PGRP, server.pid));
    const answer = when(erratum(2), OK).since(abi(6), flawed(KNOWN.threadSignals, EAGAIN)).otherwise(OK);
    arrives(worker, peer, server, answer);
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
    const leaks = when(feature('sigio-pgid-fixed'), EAGAIN)
      .since(abi(6), vulnerable(KNOWN.sigioGroup, OK))
      .otherwise(OK);
    arrives(client, peer, server, isMember ? leaks : lost);
    client
      .sigtimedwait([SIGIO])
      .expect(isMember ? OK : EAGAIN)
      .control('same');
  },
);
