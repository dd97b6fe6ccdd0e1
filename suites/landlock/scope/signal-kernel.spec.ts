import {
  EPIPE,
  feature,
  O_CREAT,
  O_RDWR,
  O_WRONLY,
  OK,
  SIGKILL,
  SIGPIPE,
  SIGUSR1,
  s32,
  scenario,
  smallQueue,
  struct,
  u64,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { receives, refused, signalScope } from './signal-calls.ts';

// Signals that the kernel sends on behalf of somebody else than the process that makes it do so.
const tags = ['scope', 'signal'];
const programs = ['strict', 'best-effort'] as const;

/** The beginning of `struct sigevent` (include/uapi/asm-generic/siginfo.h), 64 bytes in all. */
const sigevent = struct('sigevent', {
  value: u64,
  signal: s32,
  notify: s32,
  thread: s32,
  padding: s32,
  a: u64,
  b: u64,
  c: u64,
  d: u64,
  e: u64,
});
const SIGEV_SIGNAL = 0;
const SIGEV_THREAD_ID = 4;
const CLOCK_MONOTONIC = 1;

scenario(
  'a message to a queue signals the outsider that has asked for it',
  {
    doc: 'ipc/mqueue.c: __do_notify(), "this signal should bypass check_kill_permission()"',
    tags,
    programs,
    namespaces: ['ipc'],
    scratch: false,
    needs: [feature('message-queues')],
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const queue = t.main.syscall('mq_open', 'kconform', O_RDWR | O_CREAT, 0o600, smallQueue).as('queue');
    t.main.syscall('mq_notify', queue, sigevent.encode({ signal: SIGUSR1, notify: SIGEV_SIGNAL }));
    const client = t.main.process('client');
    landlock(client, signalScope);
    client.kill(t.main, SIGUSR1).expect(refused);
    receives(t.main, refused);
    client.syscall('mq_timedsend', queue, 'x', 1, 0, null).expect(OK);
    receives(t.main, OK);
  },
);

scenario(
  'whoever may write to cgroup.kill kills processes outside of the scope',
  {
    doc: 'kernel/cgroup/cgroup.c: __cgroup_kill(), send_sig() (which asks nobody)',
    tags: [...tags, 'cgroup'],
    programs,
    needs: [feature('cgroup-kill'), 'root'],
  },
  (t) => {
    t.main.mkdir('cgroups');
    t.main.mount('cgroup2', 'cgroups', 'cgroup2');
    const server = t.main.process('server');
    const client = t.main.process('client');
    landlock(client, signalScope);
    // Afterwards, since a strict program may end there and leave the cgroup behind.
    t.main.mkdir('cgroups/kconform');
    server.write(server.open('cgroups/kconform/cgroup.procs', O_WRONLY), '0');
    client.kill(server, 0).expect(refused);
    client.write(client.open('cgroups/kconform/cgroup.kill', O_WRONLY), '1').expect(value(1));
    t.main.wait4(server).expect(OK).outputs(Uint8Array.of(SIGKILL, 0));
    t.main.rmdir('cgroups/kconform');
  },
);

scenario(
  'a timer of a thread that is sandboxed alone signals another thread of its process',
  {
    doc: 'kernel/time/posix-timers.c: good_sigevent(), posix_timer_queue_signal()',
    tags: [...tags, 'thread'],
    programs,
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const server = t.main.process('server');
    const worker = server.thread('worker');
    landlock(worker, signalScope);
    worker.kill(t.main, 0).expect(refused);
    const timer = t.buffer(4, '', 'timer');
    const event = sigevent.encode({ signal: SIGUSR1, notify: SIGEV_THREAD_ID, thread: server.tid });
    worker.syscall('timer_create', CLOCK_MONOTONIC, event, timer).expect(OK);
    // { no interval, 1 nanosecond }
    const soon = Uint8Array.from({ length: 32 }, (_, index) => (index === 24 ? 1 : 0));
    const id = { kind: 'loaded', memory: timer, offset: 0, size: 4, words: 'timer' } as const;
    worker.syscall('timer_settime', id, 0, soon, null).expect(OK);
    server.sigtimedwait([SIGUSR1], 1000).expect(OK);
  },
);

scenario(
  'a broken pipe signals the sandboxed process that writes to it',
  { doc: 'fs/pipe.c: anon_pipe_write() (send_sig() to current)', tags, programs, scratch: false },
  (t) => {
    const client = t.main.process('client');
    client.sigprocmask([SIGPIPE]);
    landlock(client, signalScope);
    client.kill(t.main, 0).expect(refused);
    const [reader, writer] = client.pairOf(client.pipe2());
    client.close(reader);
    client.write(writer, 'x').expect(EPIPE).control('same');
    client.sigtimedwait([SIGPIPE]).expect(value(SIGPIPE));
  },
);
