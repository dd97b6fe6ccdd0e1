import {
  AF_INET,
  AF_UNIX,
  EBADF,
  ECONNREFUSED,
  EFAULT,
  EINVAL,
  ENOTSOCK,
  EPIPE,
  inet4,
  MSG_FASTOPEN,
  MSG_NOSIGNAL,
  type Outcome,
  resized,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  scenario,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, serve } from './calls.ts';
import { inNetwork } from './families.ts';
import { lateErrors } from './late-errors.ts';
import { type Protocol, RIGHTS } from './policies.ts';

const peer = inet4('127.0.0.1', 4000);
const nobody = inet4('127.0.0.1', 4001);
const tooLong = resized(peer, 129);

scenario(
  'errors of descriptors, addresses and flags of sockets come before the check of {protocol} ports',
  {
    ...inNetwork,
    doc: 'net/socket.c: __sys_bind(), __sys_connect(), __sys_sendto(), move_addr_to_kernel()',
    tags: ['net', 'errno'],
    variants: { protocol: ['TCP', 'UDP'] as const },
  },
  (t) => {
    const protocol: Protocol = t.protocol;
    const { bind, connect } = RIGHTS[protocol];
    const type = protocol === 'TCP' ? SOCK_STREAM : SOCK_DGRAM;
    const client = t.main.process('client');
    const [pipe] = client.pairOf(client.pipe2());
    landlock(client, { net: [bind, connect] });
    const socket = client.socket(AF_INET, type);
    const same = (step: Step, outcome: Outcome) => step.expect(outcome).control('same');
    for (const call of ['bind', 'connect']) {
      same(client.syscall(call, -1, peer.blob, 16), EBADF);
      same(client.syscall(call, pipe, peer.blob, 16), ENOTSOCK);
      same(client.syscall(call, socket, null, 16), EFAULT);
      same(client.syscall(call, socket, peer.blob, -1), EINVAL);
      same(client.syscall(call, socket, tooLong.blob, 129), EINVAL);
    }
    same(client.sendto(-1, 'x', peer), EBADF);
    same(client.sendto(pipe, 'x', peer), ENOTSOCK);
    same(client.sendto(socket, 'x', tooLong), EINVAL);
    same(client.syscall('sendto', socket, 'x', 1, 0, 1, 16), EFAULT);
    // The check is what refuses when nothing else is wrong.
    client.bind(client.socket(AF_INET, type), nobody).expect(denied(protocol));
  },
);

scenario(
  'a denied port comes before what the network stack finds: {error}',
  {
    ...inNetwork,
    doc: 'security/landlock/net.c: hook_socket_bind(), hook_socket_connect(), hook_socket_sendmsg()',
    tags: ['net', 'errno'],
    variants: { error: lateErrors },
  },
  (t) => {
    const { protocol, error, prepare, attempt } = t.error;
    const { bind, connect } = RIGHTS[protocol];
    serve(t.main, protocol, 4000);
    const client = t.main.process('client');
    const refused = prepare(client);
    const permitted = t.main.process('permitted');
    const other = prepare(permitted);
    landlock(client, { net: [bind, connect] });
    landlock(permitted, {
      net: [bind, connect],
      rules: [0, 4000, 4001].map((port) => ({ port, access: [bind, connect] })),
    });
    attempt(client, refused).expect(denied(protocol, error)).control(error);
    attempt(permitted, other).expect(error).control('same');
  },
);

scenario(
  'sending on an unconnected TCP socket is not checked: the network stack refuses it',
  {
    ...inNetwork,
    doc: 'security/landlock/net.c: hook_socket_sendmsg(); net/ipv4/tcp.c: tcp_sendmsg_locked(), tcp_sendmsg_fastopen()',
    tags: ['net', 'errno'],
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_TCP', 'CONNECT_TCP'] });
    const socket = client.socket(AF_INET, SOCK_STREAM);
    client.send(socket, 'x', MSG_NOSIGNAL).expect(EPIPE).control('same');
    client.sendto(socket, 'x', peer, MSG_NOSIGNAL).expect(EPIPE).control('same');
    client.sendmsg(socket, { to: peer }, MSG_NOSIGNAL).expect(EPIPE).control('same');
    client.send(socket, 'x', MSG_FASTOPEN).expect(EINVAL).control('same');
    client
      .sendmsg(socket, { to: resized(inet4('0.0.0.0', 0, AF_UNIX), 0) }, MSG_FASTOPEN)
      .expect(EINVAL)
      .control('same');
    client.connect(socket, peer).expect(denied('TCP', ECONNREFUSED)).control(ECONNREFUSED);
  },
);
