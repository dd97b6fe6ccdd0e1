import {
  type Actor,
  AF_INET,
  AF_UNIX,
  abi,
  abstractAddress,
  CLONE_NEWNS,
  CLONE_NEWUSER,
  EACCES,
  EPERM,
  type Expectation,
  inet4,
  MNT_DETACH,
  OK,
  PTRACE_SEIZE,
  pathAddress,
  SIGCONT,
  SOCK_DGRAM,
  SOCK_STREAM,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';

// Everything here is done by processes of one ordinary user without capabilities: what is refused, Landlock refuses.
const programs = ['strict', 'best-effort'] as const;
const tags = ['unprivileged'];
const scoping = 'Documentation/userspace-api/landlock.rst: IPC scoping';
const network = 'Documentation/userspace-api/landlock.rst: Network flags';

/** Binds and listens. */
function listen(actor: Actor, address: ReturnType<typeof abstractAddress>): void {
  const listener = actor.socket(AF_UNIX, SOCK_STREAM);
  actor.bind(listener, address);
  actor.listen(listener, 4);
}

const sinceAbi = (level: number, errno: typeof EPERM): Expectation => since(abi(level), errno).otherwise(OK);

scenario(
  'an ordinary user keeps its signals and abstract sockets to its domain',
  { doc: scoping, tags: [...tags, 'scope'], programs },
  (t) => {
    t.main.dropPrivileges();
    listen(t.main, abstractAddress('outside'));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { scoped: ['SIGNAL', 'ABSTRACT_UNIX_SOCKET'] });
    const child = sandboxed.process('child');
    listen(sandboxed, abstractAddress('inside'));
    child.kill(t.main, SIGCONT).expect(sinceAbi(6, EPERM));
    child.kill(sandboxed, SIGCONT).expect(OK);
    child.connect(child.socket(AF_UNIX, SOCK_STREAM), abstractAddress('outside')).expect(sinceAbi(6, EPERM));
    child.connect(child.socket(AF_UNIX, SOCK_STREAM), abstractAddress('inside')).expect(OK);
    // Who is outside reaches in.
    t.main.kill(child, SIGCONT).expect(OK);
    t.main.connect(t.main.socket(AF_UNIX, SOCK_STREAM), abstractAddress('inside')).expect(OK);
  },
);

scenario(
  'an ordinary user gives up pathname sockets outside and keeps those of its domain and of its rules',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Filesystem flags, LANDLOCK_ACCESS_FS_RESOLVE_UNIX',
    tags: [...tags, 'unix'],
    programs,
  },
  (t) => {
    t.main.dropPrivileges();
    for (const name of ['outside', 'granted']) listen(t.main, pathAddress(name));
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { fs: ['RESOLVE_UNIX'], rules: [{ path: 'granted', access: ['RESOLVE_UNIX'] }] });
    listen(sandboxed, pathAddress('inside'));
    for (const [name, answer] of [
      ['outside', sinceAbi(9, EACCES)],
      ['granted', OK],
      ['inside', OK],
    ] as const) {
      sandboxed.connect(sandboxed.socket(AF_UNIX, SOCK_STREAM), pathAddress(name)).expect(answer);
    }
  },
);

scenario(
  'an ordinary user gives up TCP ports and keeps those of its rules',
  { doc: network, tags: [...tags, 'net'], programs, namespaces: ['net'] },
  (t) => {
    t.main.dropPrivileges();
    for (const port of [4001, 4002]) {
      const listener = t.main.socket(AF_INET, SOCK_STREAM);
      t.main.bind(listener, inet4('127.0.0.1', port));
      t.main.listen(listener, 4);
    }
    landlock(t.main, {
      net: ['BIND_TCP', 'CONNECT_TCP'],
      rules: [
        { port: 4001, access: ['CONNECT_TCP'] },
        { port: 4003, access: ['BIND_TCP'] },
      ],
    });
    const tcp = () => t.main.socket(AF_INET, SOCK_STREAM);
    t.main.connect(tcp(), inet4('127.0.0.1', 4001)).expect(OK);
    t.main.connect(tcp(), inet4('127.0.0.1', 4002)).expect(sinceAbi(4, EACCES));
    t.main.bind(tcp(), inet4('127.0.0.1', 4003)).expect(OK);
    t.main.bind(tcp(), inet4('127.0.0.1', 4004)).expect(sinceAbi(4, EACCES));
  },
);

scenario(
  'an ordinary user gives up UDP ports and keeps those of its rules',
  { doc: network, tags: [...tags, 'net'], programs, namespaces: ['net'] },
  (t) => {
    t.main.dropPrivileges();
    landlock(t.main, {
      net: ['BIND_UDP', 'CONNECT_SEND_UDP'],
      rules: [
        { port: 0, access: ['BIND_UDP'] },
        { port: 4001, access: ['CONNECT_SEND_UDP'] },
        { port: 4003, access: ['BIND_UDP'] },
      ],
    });
    const udp = () => t.main.socket(AF_INET, SOCK_DGRAM);
    t.main.connect(udp(), inet4('127.0.0.1', 4001)).expect(OK);
    t.main.connect(udp(), inet4('127.0.0.1', 4002)).expect(sinceAbi(10, EACCES));
    t.main.sendto(udp(), 'x', inet4('127.0.0.1', 4001)).expect(OK);
    t.main.sendto(udp(), 'x', inet4('127.0.0.1', 4002)).expect(sinceAbi(10, EACCES));
    t.main.bind(udp(), inet4('127.0.0.1', 4003)).expect(OK);
    t.main.bind(udp(), inet4('127.0.0.1', 4004)).expect(sinceAbi(10, EACCES));
  },
);

scenario(
  'an ordinary user cannot look into its own processes outside of the domain',
  { doc: 'Documentation/userspace-api/landlock.rst: Ptrace restrictions', tags: [...tags, 'ptrace'], programs },
  (t) => {
    t.main.dropPrivileges();
    const outside = t.main.process('outside');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { fs: ['MAKE_BLOCK'] });
    const child = sandboxed.process('child');
    sandboxed.ptrace(PTRACE_SEIZE, outside).expect(sinceAbi(1, EPERM));
    sandboxed.ptrace(PTRACE_SEIZE, child).expect(OK);
    child.ptrace(PTRACE_SEIZE, sandboxed).expect(OK);
  },
);

scenario(
  'a network filter of an ordinary user leaves it the mounts of its own namespaces',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Filesystem topology modification; security/landlock/fs.c: any_fs',
    tags: [...tags, 'mounts'],
    programs,
  },
  (t) => {
    t.main.mkdir('place');
    t.main.dropPrivileges();
    landlock(t.main, { net: ['CONNECT_TCP'] });
    t.main.unshare(CLONE_NEWUSER | CLONE_NEWNS);
    t.main.mount('tmpfs', 'place', 'tmpfs').expect(OK);
    t.main.umount2('place', MNT_DETACH).expect(OK);
    landlock(t.main, { fs: ['MAKE_BLOCK'] });
    t.main.mount('tmpfs', 'place', 'tmpfs').expect(sinceAbi(1, EPERM));
  },
);
