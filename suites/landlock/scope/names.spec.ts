import { AF_UNIX, MSG_DONTWAIT, OK, SOCK_NONBLOCK, scenario, unnamedAddress, value } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import {
  abstractNames,
  clientSocket,
  datagram,
  datagramConnect,
  meet,
  receives,
  serve,
  socketTypes,
  stream,
  streamConnect,
} from '../unix-sockets.ts';
import { holds } from '../unix-stories.ts';

// What a name looks like does not matter, and taking one is free.
const doc = 'security/landlock/task.c: is_abstract_socket()';
const more = { tags: ['scope', 'unix'], programs: ['strict', 'best-effort'], scratch: false } as const;
const { address, denied, sandbox } = abstractNames;

scenario(
  'every abstract name is scoped: {name}, {way}',
  {
    doc,
    ...more,
    variants: {
      name: [
        { label: 'empty', text: '' },
        { label: 'of one byte', text: 'a' },
        { label: 'with NULs inside', text: 'a\0b\0' },
        { label: 'of NULs only', text: '\0\0' },
        { label: 'like a path', text: '/mnt/socket' },
        { label: 'as long as can be', text: 'x'.repeat(107) },
      ],
      way: [streamConnect, datagramConnect],
    },
  },
  (t) => {
    const client = t.main.process('client');
    const name = address(t.name.text);
    const listener = serve(t.main, t.way.type, name);
    landlock(client, sandbox);
    meet({ way: t.way, client, server: t.main, listener, address: name, answer: denied });
  },
);

/** Bytes of an address that the kernel chose: the family, a NUL and five digits (unix(7), "Autobind feature"). */
const AUTOMATIC = 8;

scenario(
  'an automatic abstract name is scoped, {type}',
  { doc, ...more, variants: { type: [stream, datagram] } },
  (t) => {
    const listener = t.main.socket(AF_UNIX, t.type.value | SOCK_NONBLOCK);
    t.main.bind(listener, unnamedAddress());
    if (t.type.listens) t.main.listen(listener);
    const name = t.buffer(16, '', 'name');
    const length = t.buffer(4, Uint8Array.of(16), 'length');
    t.main.syscall('getsockname', listener, name, length).outputs(Uint8Array.of(AUTOMATIC), length);
    const client = t.main.process('client');
    landlock(client, sandbox);
    client.syscall('connect', clientSocket(client, t.type), name, AUTOMATIC).expect(denied);
    t.main.syscall('connect', clientSocket(t.main, t.type), name, AUTOMATIC).expect(OK);
  },
);

scenario(
  'a sandboxed datagram server hears an outsider, and cannot answer to its automatic abstract name',
  { doc: 'security/landlock/task.c: hook_unix_may_send()', ...more },
  (t) => {
    const server = t.main.process('server');
    landlock(server, sandbox);
    const listener = serve(server, datagram, address('server'));
    const socket = clientSocket(t.main, datagram);
    t.main.bind(socket, unnamedAddress());
    t.main.sendto(socket, 'question', address('server'));
    const [data, name] = [t.buffer(16, '', 'data'), t.buffer(16, '', 'name')];
    const length = t.buffer(4, Uint8Array.of(16), 'length');
    const heard = server.syscall('recvfrom', listener, data, 16, MSG_DONTWAIT, name, length).expect(value(8));
    heard.outputs('question', data).outputs(Uint8Array.of(AUTOMATIC), length);
    server.syscall('sendto', listener, 'answer', 6, 0, name, AUTOMATIC).expect(denied);
    receives(t.main, socket, denied, 'answer');
  },
);

scenario(
  'taking an abstract name is never restricted, and outsiders reach it: {type}',
  { doc: 'Documentation/userspace-api/landlock.rst: IPC scoping', ...more, variants: { type: socketTypes } },
  (t) => {
    const server = t.main.process('server');
    landlock(server, sandbox);
    const listener = server.socket(AF_UNIX, t.type.value | SOCK_NONBLOCK);
    server.bind(listener, address('taken')).expect(OK);
    if (t.type.listens) server.listen(listener).expect(OK);
    server.bind(server.socket(AF_UNIX, t.type.value), unnamedAddress()).expect(OK);
    const socket = clientSocket(t.main, t.type);
    t.main.connect(socket, address('taken')).expect(OK);
    t.main.send(socket, 'inwards').expect(OK);
    receives(server, t.type.listens ? server.accept(listener) : listener, OK, 'inwards');
    holds(t, abstractNames, server, t.type);
  },
);
