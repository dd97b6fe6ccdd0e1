import {
  type Actor,
  abi,
  type Context,
  EACCES,
  O_DIRECTORY,
  OK,
  PRIO_PROCESS,
  PTRACE_SEIZE,
  RLIMIT_NOFILE,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { relation } from '../relations.ts';
import { landlock } from '../sandbox.ts';
import { anyDomain, refused } from './operations.ts';
import { visit } from './proc.ts';

interface Call {
  readonly label: string;
  readonly perform: (t: Context, client: Actor, server: Actor) => Step;
}
const calls: readonly Call[] = [
  { label: 'kill with signal 0', perform: (_, client, server) => client.kill(server, 0) },
  { label: 'pidfd_open', perform: (_, client, server) => client.pidfdOpen(server) },
  {
    label: 'reading a limit with prlimit64',
    perform: (t, client, server) => client.syscall('prlimit64', server, RLIMIT_NOFILE, null, t.buffer(16)),
  },
  {
    label: 'changing a limit with prlimit64',
    perform: (_, client, server) => client.syscall('prlimit64', server, RLIMIT_NOFILE, new Uint8Array(16), null),
  },
  {
    label: 'sched_getaffinity',
    perform: (t, client, server) => client.syscall('sched_getaffinity', server, 128, t.buffer(128)),
  },
  {
    label: 'sched_setaffinity',
    perform: (_, client, server) => client.syscall('sched_setaffinity', server, 1, Uint8Array.of(0xff)),
  },
  { label: 'sched_getscheduler', perform: (_, client, server) => client.syscall('sched_getscheduler', server) },
  { label: 'getpriority', perform: (_, client, server) => client.syscall('getpriority', PRIO_PROCESS, server) },
  { label: 'setpriority', perform: (_, client, server) => client.syscall('setpriority', PRIO_PROCESS, server, 5) },
  { label: 'getpgid', perform: (_, client, server) => client.syscall('getpgid', server) },
  { label: 'getsid', perform: (_, client, server) => client.syscall('getsid', server) },
];

scenario(
  '{call} of a process out of reach is free',
  {
    doc: 'security/landlock/task.c: ptrace_access_check, ptrace_traceme (the only hooks of tasks before signals were scoped)',
    tags: ['ptrace'],
    variants: { call: calls },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, anyDomain);
    t.call.perform(t, client, server).expect(OK);
    client.ptrace(PTRACE_SEIZE, server).expect(refused);
  },
);

scenario(
  '/proc/P/{file} of a process out of reach is free',
  {
    doc: 'fs/proc/base.c: tgid_base_stuff (no ptrace_may_access()); fs/proc/array.c: do_task_stat() (with PTRACE_MODE_NOAUDIT, for some of the values only)',
    tags: ['ptrace', 'proc'],
    variants: {
      file: [
        { label: 'stat' },
        { label: 'statm' },
        { label: 'status' },
        { label: 'cmdline' },
        { label: 'comm' },
        { label: 'oom_score_adj' },
        { label: 'limits' },
        { label: 'cgroup' },
        { label: 'mountinfo' },
        { label: 'wchan' },
        { label: 'timens_offsets' },
      ],
    },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const { client, directory } = visit(t, relation('client sandboxed', 'a', ''));
    client.read(client.openat(directory, t.file.label), 64).expect(OK);
    client.openat(directory, 'mem').expect(since(abi(1), EACCES).otherwise(OK));
  },
);

scenario(
  'the directories of a process out of reach are listed: /proc/P/{directory}',
  {
    doc: 'fs/proc/fd.c: proc_fd_permission(); fs/proc/base.c',
    tags: ['ptrace', 'proc'],
    variants: { directory: [{ label: 'fd' }, { label: 'task' }, { label: 'ns' }] },
    programs: ['best-effort'],
    proc: true,
    scratch: false,
  },
  (t) => {
    const { client, directory } = visit(t, relation('client sandboxed', 'a', ''));
    const opened = client.openat(directory, t.directory.label, O_DIRECTORY).expect(OK);
    client.syscall('getdents64', opened, t.buffer(1024), 1024).expect(OK);
    client.openat(directory, 'mem').expect(since(abi(1), EACCES).otherwise(OK));
  },
);
