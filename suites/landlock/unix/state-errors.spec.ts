import { AF_UNIX, abi, EACCES, ECONNREFUSED, EPIPE, OK, SHUT_RD, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { clientSocket, datagram, pathNames, serve, stream } from '../unix-sockets.ts';
import { attempt, connectedAlready, fullListener, type Mistake } from '../unix-stories.ts';

const tags = ['fs', 'unix', 'errno'];
const programs = ['strict', 'best-effort'] as const;
const name = pathNames.address('socket');
const connect: Mistake['attempt'] = (client, socket) => client.connect(socket, name);

// Once the socket is found its state is looked at: Landlock has denied by then. For abstract names it is the other way round.
const states: readonly Mistake[] = [
  {
    label: 'connect to a socket that does not listen',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => server.bind(server.socket(AF_UNIX, stream.value), name),
    attempt: connect,
  },
  {
    label: 'connect to a listener that was shut down',
    error: ECONNREFUSED,
    type: stream,
    prepare: (server) => server.shutdown(serve(server, stream, name), SHUT_RD),
    attempt: connect,
  },
  fullListener(name),
  connectedAlready(name),
  {
    label: 'sendto of a datagram to who does not read any more',
    error: EPIPE,
    type: datagram,
    prepare: (server) => server.shutdown(serve(server, datagram, name), SHUT_RD),
    attempt: (client, socket) => client.sendto(socket, 'x', name),
  },
];

scenario(
  'EACCES of a path comes before errors of a state: {mistake}',
  {
    doc: 'net/unix/af_unix.c: unix_stream_connect(), unix_dgram_sendmsg() (call unix_find_bsd() first)',
    tags,
    variants: { mistake: states },
    programs,
  },
  (t) => {
    const { error } = t.mistake;
    attempt(t, pathNames, t.mistake)
      .step.expect(since(abi(9), EACCES).otherwise(error))
      .control(error);
  },
);

scenario(
  'who must not write to a socket is refused also where a rule permits to reach it',
  { doc: 'net/unix/af_unix.c: unix_find_bsd(), path_permission()', tags, programs },
  (t) => {
    const open = pathNames.address('open');
    serve(t.main, stream, name);
    serve(t.main, stream, open);
    t.main.chmod('socket', 0o755);
    t.main.chmod('open', 0o777);
    const client = t.main.process('client');
    client.dropPrivileges();
    landlock(client, { ...pathNames.sandbox, rules: [{ path: '.', access: ['RESOLVE_UNIX'] }] });
    client.connect(clientSocket(client, stream), name).expect(EACCES).control('same');
    client.connect(clientSocket(client, stream), open).expect(OK);
  },
);
