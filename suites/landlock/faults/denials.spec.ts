import {
  type Actor,
  AF_INET,
  AF_UNIX,
  abi,
  abstractAddress,
  anyOf,
  type Context,
  EACCES,
  ENOMEM,
  EPERM,
  inet4,
  O_RDONLY,
  OK,
  type Outcome,
  SOCK_STREAM,
  type Step,
  scenario,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { allowFaults, FAULTS, FailingTask, faulty, upTo } from './faults.ts';

interface Request {
  readonly label: string;
  readonly since: number;
  readonly spec: SandboxSpec;
  readonly denial: Outcome;
  /** Nothing is allocated before it is denied, but for the log. */
  readonly frugal?: true;
  /** Makes what is asked for, outside of the sandbox. */
  prepare?(main: Actor, last: number): void;
  /** Records a call of which only the call allocates: prepares everything else, and hands the call over. */
  request(client: Actor, t: Context, nth: number): () => Step;
}

const requests: readonly Request[] = [
  {
    label: 'a file is read',
    since: 1,
    spec: { fs: ['READ_FILE'] },
    denial: EACCES,
    prepare: (main) => main.writeFile('file'),
    request: (client) => () => client.open('file', O_RDONLY),
  },
  {
    label: 'a directory is made',
    since: 1,
    spec: { fs: ['MAKE_DIR'] },
    denial: EACCES,
    request: (client, _, nth) => () => client.mkdir(`d${nth}`),
  },
  {
    label: 'a file is moved to another directory',
    since: 2,
    spec: { fs: ['REFER', 'MAKE_REG'] },
    denial: EACCES,
    prepare: (main, last) => {
      main.mkdir('from');
      main.mkdir('to');
      for (const nth of upTo(last)) main.writeFile(`from/f${nth}`);
    },
    request: (client, _, nth) => () => client.rename(`from/f${nth}`, `to/f${nth}`),
  },
  {
    label: 'a file is truncated',
    since: 3,
    spec: { fs: ['TRUNCATE'] },
    denial: EACCES,
    prepare: (main) => main.writeFile('file'),
    request: (client) => () => client.truncate('file', 0),
  },
  {
    label: 'a port is bound',
    since: 4,
    spec: { net: ['BIND_TCP'] },
    denial: EACCES,
    frugal: true,
    request: (client, _, nth) => {
      const socket = client.socket(AF_INET, SOCK_STREAM);
      return () => client.bind(socket, inet4('127.0.0.1', 4000 + nth));
    },
  },
  {
    label: 'an abstract socket is connected to',
    since: 6,
    spec: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
    denial: EPERM,
    prepare: (main, last) => {
      const listener = main.socket(AF_UNIX, SOCK_STREAM);
      main.bind(listener, abstractAddress('faults'));
      main.listen(listener, last);
    },
    request: (client) => {
      const socket = client.socket(AF_UNIX, SOCK_STREAM);
      return () => client.connect(socket, abstractAddress('faults'));
    },
  },
  {
    label: 'a signal is sent',
    since: 6,
    spec: { scoped: ['SIGNAL'] },
    denial: EPERM,
    frugal: true,
    request: (client, t) => () => client.kill(t.main, 0),
  },
];

/** Allocations of one call that are let fail, one after the other; its records of audit are many, and each takes several. */
const logs = [
  { label: 'is not logged', boot: 'default', last: 24 },
  { label: 'is logged', boot: 'audit', last: 64 },
] as const;

/** In the control arm nothing fails, so that a denial is the sandbox's doing. */
function denied(t: Context, { spec, denial, prepare, request }: Request, last: number): void {
  prepare?.(t.main, last);
  const restore = allowFaults(t.main);
  const client = t.main.process('client');
  const task = new FailingTask(client);
  landlock(client, spec);
  for (const nth of upTo(last)) {
    const call = request(client, t, nth);
    const answers = { first: anyOf(ENOMEM, denial), done: denial };
    if (t.arm === 'control') call().expect(denial).control(OK);
    else task.attempt(nth, last, call, answers);
  }
  restore();
}

for (const { label, boot, last } of logs) {
  for (const request of requests.filter(({ frugal }) => boot === 'audit' || frugal !== true)) {
    scenario(
      `what is denied stays denied whichever allocation fails, and ${label}: ${request.label}`,
      {
        ...faulty,
        boot,
        needs: [...faulty.needs, abi(request.since)],
        namespaces: ['net'],
        deadline: 60_000,
        doc: `${FAULTS}; security/landlock/log.c: landlock_log_denial(); security/landlock/audit.c: landlock_audit_denial()`,
      },
      (t) => denied(t, request, last),
    );
  }
}
