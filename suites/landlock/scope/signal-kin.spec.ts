import { abi, EAGAIN, EPERM, erratum, OK, SIGUSR1, scenario, since, when } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { pidfdSendSignal, receives, refused, signalCalls, signalScope, tgkill } from './signal-calls.ts';

const doc = 'Documentation/userspace-api/landlock.rst: IPC scoping';
const source = 'security/landlock/task.c: hook_task_kill()';
const threads = 'security/landlock/errata/abi-6.h: Erratum 2: Scoped signal handling';

scenario(
  'a child forked before enforcement is outside the scope of {call}',
  {
    doc: source,
    tags: ['scope', 'signal'],
    variants: { call: signalCalls },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const child = client.process('child');
    landlock(client, signalScope);
    t.call.send(client, child, SIGUSR1).expect(refused);
    receives(child, refused);
  },
);

scenario(
  'a child forked after enforcement is inside the scope of {call}',
  { doc, tags: ['scope', 'signal'], variants: { call: signalCalls }, programs: ['best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    landlock(client, signalScope);
    const child = client.process('child');
    t.call.send(client, child, SIGUSR1).expect(OK);
    receives(child, OK);
    t.call.send(client, t.main, SIGUSR1).expect(refused);
    receives(t.main, refused);
  },
);

scenario(
  'the parent that is not sandboxed is out of scope of {call}',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: { call: signalCalls },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    landlock(client, signalScope);
    t.call.send(client, t.main, SIGUSR1).expect(refused);
    receives(t.main, refused);
  },
);

scenario(
  'the first process of the pid namespace is out of scope',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    const client = t.main.process('client');
    landlock(client, signalScope);
    client.kill(1, 0).expect(refused);
    client.kill(client, 0).expect(OK);
  },
);

scenario(
  'a process descriptor opened before enforcement carries no right to signal, {moment}',
  {
    doc: source,
    tags: ['scope', 'signal', 'fd'],
    variants: { moment: [{ label: 'client sandboxed' }, { label: 'siblings' }, { label: 'child of it sandboxed' }] },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const server = t.main.process('server');
    const opener = t.main.process('opener');
    const pidfd = opener.pidfdOpen(server);
    const client = t.moment.label === 'child of it sandboxed' ? opener.process('client') : opener;
    if (t.moment.label === 'siblings') landlock(server, signalScope);
    landlock(client, signalScope);
    client.pidfdSendSignal(pidfd, SIGUSR1).expect(refused);
    receives(server, refused);
  },
);

scenario(
  'a process descriptor of a process inside, opened before enforcement, signals it',
  { doc: source, tags: ['scope', 'signal', 'fd'], programs: ['best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const pidfd = client.pidfdOpen(client);
    landlock(client, signalScope);
    client.pidfdSendSignal(pidfd, SIGUSR1).expect(OK);
    receives(client, OK);
  },
);

scenario(
  'a process may signal itself by {call}',
  { doc, tags: ['scope', 'signal'], variants: { call: signalCalls }, programs: ['best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    landlock(client, signalScope);
    t.call.send(client, client, SIGUSR1).expect(OK);
    receives(client, OK);
  },
);

scenario(
  'a thread may signal threads of its own process by {call} although only {who} is sandboxed',
  {
    doc: threads,
    tags: ['scope', 'signal', 'thread'],
    variants: {
      call: signalCalls.filter((call) => call !== pidfdSendSignal),
      who: [
        { label: 'the sender', sender: true },
        { label: 'the receiver', sender: false },
      ],
    },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const server = t.main.process('server');
    const worker = server.thread('worker');
    landlock(t.who.sender ? worker : server, signalScope);
    const answer = t.who.sender ? when(erratum(2), OK).since(abi(6), EPERM).otherwise(OK) : OK;
    t.call.send(worker, server, SIGUSR1).expect(answer);
    receives(server, answer);
  },
);

scenario(
  'two threads of one process, each in a domain of its own, signal each other',
  { doc: threads, tags: ['scope', 'signal', 'thread'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const server = t.main.process('server');
    const worker = server.thread('worker');
    const answer = when(erratum(2), OK).since(abi(6), EPERM).otherwise(OK);
    landlock(worker, signalScope);
    landlock(server, signalScope);
    for (const [from, to] of [
      [server, worker],
      [worker, server],
    ] as const) {
      tgkill.send(from, to, SIGUSR1).expect(answer);
      to.sigtimedwait([SIGUSR1]).expect(when(erratum(2), OK).since(abi(6), EAGAIN).otherwise(OK));
    }
  },
);

scenario(
  'a thread that is not sandboxed signals outside although another thread of its process is',
  { doc: source, tags: ['scope', 'signal', 'thread'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const worker = client.thread('worker');
    landlock(worker, signalScope);
    client.kill(t.main, SIGUSR1).expect(OK);
    receives(t.main, OK);
    worker.kill(t.main, SIGUSR1).expect(since(abi(6), EPERM).otherwise(OK));
    receives(t.main, refused);
  },
);
