import { abi, EAGAIN, EPERM, erratum, flawed, OK, SIGUSR1, scenario, when } from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
import { landlock } from '../sandbox.ts';
import { pidfdSendSignal, receives, refused, signalCalls, signalScope, tgkill } from './signal-calls.ts';

const doc = 'security/landlock/errata/abi-6.h: "Erratum 2: Scoped signal handling"';

scenario(
  'a thread may signal threads of its own process by {call} although only {who} is sandboxed',
  {
    doc,
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
    const answer = t.who.sender
      ? when(erratum(2), OK).since(abi(6), flawed(KNOWN.threadSignals, EPERM)).otherwise(OK)
      : OK;
    t.call.send(worker, server, SIGUSR1).expect(answer);
    receives(server, answer);
  },
);

scenario(
  'two threads of one process, each in a domain of its own, signal each other',
  { doc, tags: ['scope', 'signal', 'thread'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const server = t.main.process('server');
    const worker = server.thread('worker');
    const answer = when(erratum(2), OK).since(abi(6), flawed(KNOWN.threadSignals, EPERM)).otherwise(OK);
    landlock(worker, signalScope);
    landlock(server, signalScope);
    for (const [from, to] of [
      [server, worker],
      [worker, server],
    ] as const) {
      tgkill.send(from, to, SIGUSR1).expect(answer);
      to.sigtimedwait([SIGUSR1]).expect(
        when(erratum(2), OK).since(abi(6), flawed(KNOWN.threadSignals, EAGAIN)).otherwise(OK),
      );
    }
  },
);

scenario(
  'a thread that is not sandboxed signals outside although another thread of its process is',
  {
    doc: 'security/landlock/task.c: hook_task_kill()',
    tags: ['scope', 'signal', 'thread'],
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const worker = client.thread('worker');
    landlock(worker, signalScope);
    client.kill(t.main, SIGUSR1).expect(OK);
    receives(t.main, OK);
    worker.kill(t.main, SIGUSR1).expect(refused);
    receives(t.main, refused);
  },
);
