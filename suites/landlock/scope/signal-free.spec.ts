import {
  abi,
  EAGAIN,
  type Expectation,
  OK,
  P_PID,
  POLLIN,
  PR_SET_PDEATHSIG,
  SIGALRM,
  SIGCHLD,
  SIGUSR1,
  scenario,
  since,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { refused, signalScope } from './signal-calls.ts';

const doc = 'security/landlock/task.c: hook_task_kill() (is the only hook)';
const programs = ['strict', 'best-effort'] as const;

scenario(
  'the end of a sandboxed child reaches its parent outside, by SIGCHLD and by its status',
  { doc, tags: ['scope', 'signal'], programs, scratch: false },
  (t) => {
    t.main.sigprocmask([SIGCHLD]);
    const client = t.main.process('client');
    landlock(client, signalScope);
    client.kill(t.main, SIGCHLD).expect(refused);
    t.main.sigtimedwait([SIGCHLD]).expect(since(abi(6), EAGAIN).otherwise(OK));
    client.exit(3);
    t.main.wait4(client).expect(OK).outputs(Uint8Array.of(0, 3));
    t.main.sigtimedwait([SIGCHLD]).expect(value(SIGCHLD));
  },
);

scenario(
  'a sandboxed parent waits by {call} for a child outside its scope',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: { call: [{ label: 'wait4' }, { label: 'waitid' }] },
    programs,
    scratch: false,
  },
  (t) => {
    const client = t.main.process('client');
    const child = client.process('child');
    landlock(client, signalScope);
    client.kill(child, 0).expect(refused);
    child.exit(3);
    if (t.call.label === 'wait4') client.wait4(child).expect(OK).outputs(Uint8Array.of(0, 3));
    else client.waitid(P_PID, child).expect(OK).outputs(Uint8Array.of(SIGCHLD));
  },
);

scenario(
  'a process descriptor of a process outside is opened, and tells of its end',
  { doc, tags: ['scope', 'signal', 'fd'], programs, scratch: false },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, signalScope);
    const pidfd = client.pidfdOpen(server).expect(OK);
    client.pidfdSendSignal(pidfd, 0).expect(refused);
    server.exit();
    client.poll(pidfd, POLLIN, 1000).expect(value(1));
  },
);

scenario(
  'a timer of a sandboxed process signals the process itself',
  { doc, tags: ['scope', 'signal'], programs, scratch: false },
  (t) => {
    const client = t.main.process('client');
    client.sigprocmask([SIGALRM]);
    landlock(client, signalScope);
    client.kill(t.main, 0).expect(refused);
    // setitimer(ITIMER_REAL, {no interval, 1 microsecond}, NULL)
    const itimer = Uint8Array.from({ length: 32 }, (_, index) => (index === 24 ? 1 : 0));
    client.syscall('setitimer', 0, itimer, null).expect(OK);
    client.sigtimedwait([SIGALRM], 900).expect(value(SIGALRM));
  },
);

// forget_original_parent() sends it with SEND_SIG_NOINFO, which si_fromuser() takes for a signal of the parent that ends.
scenario(
  'the signal that a child asked for at the death of its parent is the parent’s: to a child {where} it is {fate}',
  {
    doc: 'kernel/exit.c: reparent_leader(), forget_original_parent(); kernel/signal.c: si_fromuser(), check_kill_permission()',
    tags: ['scope', 'signal'],
    variants: {
      where: [
        { label: 'inside', before: false },
        { label: 'outside', before: true },
      ],
      fate: [{ label: 'delivered' }, { label: 'lost' }],
    },
    where: ({ where, fate }) => where.before === (fate.label === 'lost'),
    programs,
    scratch: false,
  },
  (t) => {
    const lost: Expectation = since(abi(6), EAGAIN).otherwise(OK);
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const before = t.where.before ? client.process('child') : undefined;
    landlock(client, signalScope);
    const child = before ?? client.process('child');
    child.prctl(PR_SET_PDEATHSIG, SIGUSR1);
    client.exit();
    t.main.wait4(client);
    child.sigtimedwait([SIGUSR1]).expect(t.where.before ? lost : OK);
  },
);
