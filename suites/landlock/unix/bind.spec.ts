import { AF_UNIX, abi, EACCES, ENOENT, O_PATH, OK, SOCK_NONBLOCK, scenario, since } from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import {
  abstractNames,
  clientSocket,
  meet,
  pathNames,
  serve,
  socketTypes,
  streamConnect,
  ways,
} from '../unix-sockets.ts';
import { holds } from '../unix-stories.ts';

// bind() makes a file: that is MAKE_SOCK, since ABI 1, and has nothing to do with who may connect.
const doc = 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_MAKE_SOCK';
const more = { doc, tags: ['fs', 'unix', 'bind'], programs: ['strict', 'best-effort'] } as const;
const { address, sandbox } = pathNames;
const name = address('socket');

scenario(
  'binding a path is not what RESOLVE_UNIX restricts, and outsiders reach it: {way}',
  { ...more, doc: 'security/landlock/fs.c: hook_unix_find()', variants: { way: ways } },
  (t) => {
    const server = t.main.process('server');
    landlock(server, sandbox);
    const listener = server.socket(AF_UNIX, t.way.type.value | SOCK_NONBLOCK);
    server.bind(listener, name).expect(OK);
    if (t.way.type.listens) server.listen(listener).expect(OK);
    meet({ way: t.way, client: t.main, server, listener, address: name, answer: OK });
    holds(t, pathNames, server, t.way.type);
  },
);

const handled: readonly { label: string; asks: SandboxSpec }[] = [
  { label: 'MAKE_SOCK', asks: { fs: ['MAKE_SOCK'] } },
  { label: 'MAKE_SOCK and RESOLVE_UNIX', asks: { fs: ['MAKE_SOCK', 'RESOLVE_UNIX'] } },
];

scenario(
  'binding a path needs MAKE_SOCK in its directory: {rights} handled, {type}',
  { ...more, variants: { rights: handled, type: socketTypes } },
  (t) => {
    t.main.mkdir('granted');
    const server = t.main.process('server');
    landlock(server, { ...t.rights.asks, rules: [{ path: 'granted', access: ['MAKE_SOCK'] }] });
    const socket = server.socket(AF_UNIX, t.type.value);
    server.bind(socket, name).expect(since(abi(1), EACCES).otherwise(OK));
    // Nothing was made, which the file system says better than the errno.
    t.main.open('socket', O_PATH).expect(since(abi(1), ENOENT).otherwise(OK));
    server.bind(clientSocket(server, t.type), address('granted/socket')).expect(OK);
    t.main.open('granted/socket', O_PATH).expect(OK);
    server.bind(clientSocket(server, t.type), abstractNames.address('free')).expect(OK);
  },
);

scenario(
  'MAKE_SOCK granted where a socket is does not permit to reach it',
  { ...more, doc: 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX' },
  (t) => {
    const listener = serve(t.main, streamConnect.type, name);
    const client = t.main.process('client');
    landlock(client, { fs: ['MAKE_SOCK', 'RESOLVE_UNIX'], rules: [{ path: '.', access: ['MAKE_SOCK'] }] });
    meet({ way: streamConnect, client, server: t.main, listener, address: name, answer: pathNames.denied });
    const own = serve(client, streamConnect.type, address('own'));
    meet({ way: streamConnect, client, server: client, listener: own, address: address('own'), answer: OK });
  },
);
