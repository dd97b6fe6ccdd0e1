import {
  type Actor,
  AF_INET,
  AF_UNIX,
  abstractAddress,
  type Context,
  capture,
  EACCES,
  EPERM,
  type Hole,
  inet4,
  matching,
  O_RDONLY,
  O_RDWR,
  type Outcome,
  PTRACE_ATTACH,
  RNDGETENTCNT,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  same,
  scenario,
  some,
  type Template,
} from '../../../runner/index.ts';
import { commandOf, pidOf } from '../audit/identity.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { event, Trace, traced } from './trace.ts';

const hex = /[0-9a-f]+/;
const reading: SandboxSpec = { fs: ['READ_FILE'] };
const decided = (domain: Hole, sameExec: number, logged: number) =>
  matching`domain=${domain} same_exec=${sameExec} logged=${logged}`;
const any = some(/[0-9a-f]+/);

const loggings = [
  { label: 'by default', spec: reading, exec: false, same: 1, logged: 1 },
  { label: 'by default, after an execution', spec: reading, exec: true, same: 0, logged: 0 },
  { label: 'LOG_SAME_EXEC_OFF', spec: { ...reading, flags: 1 }, exec: false, same: 1, logged: 0 },
  { label: 'LOG_NEW_EXEC_ON, after an execution', spec: { ...reading, flags: 2 }, exec: true, same: 0, logged: 1 },
  {
    label: 'a quiet file',
    spec: { ...reading, quietFs: ['READ_FILE'], rules: [{ path: 'file', access: [], quiet: true }] } as SandboxSpec,
    exec: false,
    same: 1,
    logged: 0,
  },
];

scenario(
  'a denial is traced whether or not it would be logged, which the event tells, {logging}',
  { ...traced, variants: { logging: loggings } },
  (t) => {
    t.main.writeFile('file');
    const trace = new Trace(t, ['deny_access_fs']);
    const object = trace.file('file');
    const client = t.main.process('client');
    landlock(client, t.logging.spec);
    if (t.logging.exec) client.reexec();
    client.open('file', O_RDONLY).expect(EACCES);
    if (t.arm === 'control') return trace.end();
    trace.shows(
      event('deny_access_fs', matching`${decided(any, t.logging.same, t.logging.logged)} blockers=read_file ${object}`),
    );
  },
);

interface Request {
  readonly label: string;
  readonly event: string;
  readonly spec: SandboxSpec;
  readonly answer: Outcome;
  act(client: Actor, victim: Actor): Step;
  fields(t: Context, trace: Trace, victim: Actor): Template | string;
}

const requests: readonly Request[] = [
  {
    label: 'two filesystem rights',
    event: 'deny_access_fs',
    spec: { fs: ['WRITE_FILE', 'READ_FILE'] },
    answer: EACCES,
    act: (client) => client.open('file', O_RDWR),
    fields: (_, trace) => matching`blockers=write_file|read_file ${trace.file('file')}`,
  },
  {
    label: 'a mount',
    event: 'deny_access_fs',
    spec: reading,
    answer: EPERM,
    act: (client) => client.mount('none', 'd', 'tmpfs'),
    fields: (_, trace) => matching`blockers=change_topology ${trace.file('d')}`,
  },
  {
    label: 'a truncation by descriptor',
    event: 'deny_access_fs',
    spec: { fs: ['TRUNCATE'] },
    answer: EACCES,
    act: (client) => client.ftruncate(client.open('file', O_RDWR), 0),
    fields: (_, trace) => matching`blockers=truncate ${trace.file('file')}`,
  },
  {
    label: 'a request to a device',
    event: 'deny_access_fs',
    spec: { fs: ['IOCTL_DEV'] },
    answer: EACCES,
    act: (client) => client.ioctl(client.open('/dev/urandom', O_RDONLY), RNDGETENTCNT, client.context.buffer(8)),
    fields: (_, trace) =>
      matching`blockers=ioctl_dev dev=0:${some(/\d+/)} ino=${trace.inode('/dev/urandom')} path=/dev/urandom`,
  },
  {
    label: 'an unmount, with the path on its own file system',
    event: 'deny_access_fs',
    spec: reading,
    answer: EPERM,
    act: (client) => client.umount2('mounted'),
    fields: (_, trace) => matching`blockers=change_topology dev=0:${some(/\d+/)} ino=${trace.inode('mounted')} path=/`,
  },
  {
    label: 'a TCP port',
    event: 'deny_access_net',
    spec: { net: ['BIND_TCP'] },
    answer: EACCES,
    act: (client) => client.bind(client.socket(AF_INET, SOCK_STREAM), inet4('127.0.0.1', 1234)),
    fields: () => 'blockers=bind_tcp port=1234',
  },
  {
    label: 'a destination of a datagram',
    event: 'deny_access_net',
    spec: { net: ['CONNECT_SEND_UDP'] },
    answer: EACCES,
    act: (client) => client.sendto(client.socket(AF_INET, SOCK_DGRAM), 'x', inet4('127.0.0.1', 1234)),
    fields: () => 'blockers=connect_send_udp port=1234',
  },
  {
    label: 'an automatic port',
    event: 'deny_access_net',
    spec: { net: ['BIND_UDP'] },
    answer: EACCES,
    act: (client) => client.connect(client.socket(AF_INET, SOCK_DGRAM), inet4('127.0.0.1', 1234)),
    fields: () => 'blockers=bind_udp port=0',
  },
  {
    label: 'ptrace',
    event: 'deny_ptrace',
    spec: reading,
    answer: EPERM,
    act: (client, victim) => client.ptrace(PTRACE_ATTACH, victim),
    fields: (t, _, victim) =>
      matching`tracee_domain=0 tracee_pid=${pidOf(t, victim, 'victim')} tracee_comm=${commandOf(victim, 'victim')}`,
  },
  {
    label: 'a signal',
    event: 'deny_scope_signal',
    spec: { scoped: ['SIGNAL'] },
    answer: EPERM,
    act: (client, victim) => client.kill(victim, 0),
    fields: (t, _, victim) =>
      matching`target_domain=0 target_pid=${pidOf(t, victim, 'victim')} target_comm=${commandOf(victim, 'victim')}`,
  },
  {
    label: 'an abstract socket',
    event: 'deny_scope_abstract_unix_socket',
    spec: { scoped: ['ABSTRACT_UNIX_SOCKET'] },
    answer: EPERM,
    act: (client) => client.connect(client.socket(AF_UNIX, SOCK_STREAM), abstractAddress('kconform')),
    fields: () => matching`peer_domain=0 peer_pid=${some(/\d+/)} sun_path=kconform`,
  },
];

scenario(
  'a denial is traced with the domain that denied, what was missing and the object, {request}',
  { ...traced, namespaces: ['net'], variants: { request: requests } },
  (t) => {
    t.main.writeFile('file');
    t.main.mkdir('d');
    t.main.mkdir('mounted');
    t.main.mount('none', 'mounted', 'tmpfs');
    const trace = new Trace(t, ['create_domain', t.request.event]);
    const server = t.main.socket(AF_UNIX, SOCK_STREAM);
    t.main.bind(server, abstractAddress('kconform'));
    t.main.listen(server);
    const victim = t.main.process('victim');
    const fields = t.request.fields(t, trace, victim);
    const client = t.main.process('client');
    landlock(client, t.request.spec);
    t.request.act(client, victim).expect(t.request.answer);
    if (t.arm === 'control') return trace.end();
    trace.shows(
      event('create_domain', matching`domain=${capture('domain', hex)} parent=0 ruleset=${any}.0`),
      event(t.request.event, matching`${decided(same('domain'), 1, 1)} ${fields}`),
    );
  },
);

scenario(
  'the other party is traced with its domain',
  { ...traced, doc: 'include/trace/events/landlock.h: "Relational referents"' },
  (t) => {
    const trace = new Trace(t, ['create_domain', 'deny_scope_signal', 'deny_ptrace']);
    const victim = t.main.process('victim');
    const client = t.main.process('client');
    landlock(victim, { scoped: ['SIGNAL'] });
    landlock(client, { scoped: ['SIGNAL'] });
    client.kill(victim, 0).expect(EPERM);
    client.ptrace(PTRACE_ATTACH, victim).expect(EPERM);
    if (t.arm === 'control') return trace.end();
    const denial = (name: string, role: string, party: string) =>
      event(
        name,
        matching`${decided(same('client'), 1, 1)} ${role}_domain=${same('victim')} ${party}_pid=${some(/\d+/)} ${party}_comm=${some(/\S+/)}`,
      );
    trace.shows(
      event('create_domain', matching`domain=${capture('victim', hex)} parent=0 ruleset=${any}.0`),
      event('create_domain', matching`domain=${capture('client', hex)} parent=0 ruleset=${any}.0`),
      denial('deny_scope_signal', 'target', 'target'),
      denial('deny_ptrace', 'tracee', 'tracee'),
    );
  },
);
