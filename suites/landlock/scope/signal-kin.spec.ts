import { OK, SIGUSR1, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { receives, refused, signalCalls, signalScope } from './signal-calls.ts';

const doc = 'Documentation/userspace-api/landlock.rst: IPC scoping';
const source = 'security/landlock/task.c: hook_task_kill()';

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
