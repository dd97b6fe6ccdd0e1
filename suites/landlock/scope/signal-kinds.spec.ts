import { abi, EAGAIN, EPERM, OK, SIGCONT, SIGKILL, SIGTERM, SIGUSR1, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { kill, pidfdSendSignal, receives, refused, signalScope, tgkill } from './signal-calls.ts';

const doc = 'security/landlock/task.c: hook_task_kill()';
const SIGRTMIN = 34;

scenario(
  '{signal} does not leave the scope',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: {
      signal: [
        { label: 'SIGTERM', value: SIGTERM },
        { label: 'SIGCONT', value: SIGCONT },
        { label: 'a real-time signal', value: SIGRTMIN },
      ],
    },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([t.signal.value]);
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, signalScope);
    client.kill(server, t.signal.value).expect(refused);
    receives(server, refused, t.signal.value);
  },
);

scenario(
  'SIGKILL by {call} does not leave the scope: the process lives on',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: { call: [kill, tgkill, pidfdSendSignal] },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, signalScope);
    t.call.send(client, server, SIGKILL).expect(refused);
    // The first deadly signal decides how a process ends.
    t.main.kill(server, SIGTERM);
    const killed = Uint8Array.of(SIGKILL, 0);
    const survived = since<Uint8Array>(abi(6), Uint8Array.of(SIGTERM, 0)).otherwise(killed);
    t.main.wait4(server).outputs(t.arm === 'control' ? killed : survived);
  },
);

scenario(
  'SIGKILL kills a child made inside the scope',
  { doc, tags: ['scope', 'signal'], programs: ['strict', 'best-effort'], scratch: false },
  (t) => {
    const client = t.main.process('client');
    landlock(client, signalScope);
    const server = client.process('server');
    client.kill(server, SIGKILL).expect(OK);
    client.wait4(server).expect(OK).outputs(Uint8Array.of(SIGKILL, 0));
  },
);

scenario(
  'SIGCONT within the session, which needs no permission of the user, does not leave the scope',
  {
    doc: 'kernel/signal.c: check_kill_permission()',
    tags: ['scope', 'signal'],
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGCONT]);
    const client = t.main.process('client');
    const server = t.main.process('server');
    client.dropPrivileges();
    landlock(client, signalScope);
    client.kill(server, SIGCONT).expect(refused);
    receives(server, refused, SIGCONT);
  },
);

scenario(
  'within the scope the permissions of users still count',
  {
    doc: 'kernel/signal.c: check_kill_permission()',
    tags: ['scope', 'signal'],
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const server = t.main.process('server');
    landlock(server, signalScope);
    const client = server.process('client');
    client.dropPrivileges();
    client.kill(server, SIGUSR1).expect(EPERM).control('same');
    server.sigtimedwait([SIGUSR1]).expect(EAGAIN).control('same');
    client.kill(client, SIGUSR1).expect(OK);
    client.sigtimedwait([SIGUSR1]).expect(OK);
  },
);
