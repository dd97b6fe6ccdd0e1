import { OK, scenario } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { abstractNames, fewWays, meet, pathNames, serve, ways } from '../unix-sockets.ts';
import { holds } from '../unix-stories.ts';

// The scope of abstract sockets concerns abstract sockets, and nothing else concerns them.
const programs = ['strict', 'best-effort'] as const;
const tags = ['scope', 'unix'];

scenario(
  'pathname sockets are not concerned by the scope of abstract ones, {way}',
  { doc: 'security/landlock/task.c: is_abstract_socket()', tags, variants: { way: ways }, programs },
  (t) => {
    const address = pathNames.address('kconform');
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, abstractNames.sandbox);
    meet({ way: t.way, client, server: t.main, listener, address, answer: OK });
    holds(t, abstractNames, client, t.way.type);
  },
);

const others: readonly { label: string; asks: SandboxSpec }[] = [
  { label: 'the scope of signals', asks: { scoped: ['SIGNAL'] } },
  { label: 'rights on files', asks: { fs: ['READ_FILE', 'WRITE_FILE', 'READ_DIR', 'MAKE_SOCK'] } },
  { label: 'rights on TCP ports', asks: { net: ['BIND_TCP', 'CONNECT_TCP'] } },
  { label: 'rights on UDP ports', asks: { net: ['BIND_UDP', 'CONNECT_SEND_UDP'] } },
  { label: 'the right to pathname sockets', asks: pathNames.sandbox },
];

scenario(
  'abstract names are not concerned by {restriction}, {way}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET',
    tags,
    variants: { restriction: others, way: fewWays },
    programs,
    scratch: false,
  },
  (t) => {
    const address = abstractNames.address('kconform');
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, t.restriction.asks);
    meet({ way: t.way, client, server: t.main, listener, address, answer: OK });
  },
);

scenario(
  'no rule makes an exception for abstract names, {way}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: IPC scoping ("does not support exceptions")',
    tags,
    variants: { way: fewWays },
    programs,
  },
  (t) => {
    const address = abstractNames.address('kconform');
    const listener = serve(t.main, t.way.type, address);
    const client = t.main.process('client');
    landlock(client, {
      ...abstractNames.sandbox,
      ...pathNames.sandbox,
      rules: [{ path: '/', access: ['RESOLVE_UNIX'] }],
    });
    meet({ way: t.way, client, server: t.main, listener, address, answer: abstractNames.denied });
  },
);
