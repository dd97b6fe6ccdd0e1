import { OK, scenario } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { FS, type FsRight } from '../uapi.ts';
import { abstractNames, meet, pathNames, serve, ways } from '../unix-sockets.ts';

// What programs meet on real systems: servers outside (tmux, D-Bus, docker) with sockets that the file system names.
const tags = ['fs', 'unix', 'escape'];
const address = pathNames.address('kconform');
const every = Object.keys(FS) as FsRight[];
const everyOther = every.filter((right) => right !== 'RESOLVE_UNIX');

const sandboxes: readonly { label: string; asks: SandboxSpec }[] = [
  { label: 'every right on files', asks: { fs: every } },
  {
    label: 'every right and scope',
    asks: {
      fs: every,
      net: ['BIND_TCP', 'CONNECT_TCP', 'BIND_UDP', 'CONNECT_SEND_UDP'],
      scoped: ['ABSTRACT_UNIX_SOCKET', 'SIGNAL'],
    },
  },
];

scenario(
  'a program that denies itself {sandbox} reaches pathname sockets before ABI 9 only, {way}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)',
    tags,
    variants: { sandbox: sandboxes, way: ways },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, t.sandbox.asks);
    meet({ way: t.way, client, server: t.main, listener, address, answer: pathNames.denied });
  },
);

const withoutTheRight: readonly { label: string; asks: SandboxSpec }[] = [
  { label: 'the rights of ABI 1', asks: { fs: everyOther.slice(0, 13) } },
  { label: 'every other right on files', asks: { fs: everyOther } },
  { label: 'the scope of abstract sockets', asks: abstractNames.sandbox },
];

scenario(
  'no other restriction keeps from pathname sockets: {restriction}, {way}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)',
    tags,
    variants: { restriction: withoutTheRight, way: ways },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, t.restriction.asks);
    meet({ way: t.way, client, server: t.main, listener, address, answer: OK });
  },
);
