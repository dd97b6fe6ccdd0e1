import {
  type Actor,
  AF_INET,
  ECONNREFUSED,
  IP_BIND_ADDRESS_NO_PORT,
  IPPROTO_IP,
  inet4,
  OK,
  scenario,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { PORT } from './addresses.ts';
import { denied, typeOf } from './calls.ts';
import { inNetwork } from './families.ts';
import { type Protocol, RIGHTS } from './policies.ts';

scenario(
  'bind() that leaves the port for later asks for port 0 and leaves the socket of {protocol} without one',
  {
    doc: 'security/landlock/net.c: hook_socket_bind(), current_check_autobind_udp_socket(); net/ipv4/af_inet.c: __inet_bind()',
    tags: ['net', 'udp'],
    variants: { protocol: ['TCP', 'UDP'] as const },
    ...inNetwork,
  },
  (t) => {
    const protocol: Protocol = t.protocol;
    const { bind } = RIGHTS[protocol];
    const client = t.main.process('client');
    const late = (actor: Actor) => {
      const socket = actor.socket(AF_INET, typeOf(protocol));
      actor.setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
      return socket;
    };
    const before = late(client);
    client.bind(before, inet4('127.0.0.1', 0));
    landlock(client, { net: [bind] });
    client.bind(late(client), inet4('127.0.0.1', 0)).expect(denied(protocol));
    // TCP takes its port in connect(), which needs no right to bind; the stack then finds nobody.
    const plain = protocol === 'TCP' ? ECONNREFUSED : OK;
    client
      .connect(before, inet4('127.0.0.1', PORT))
      .expect(protocol === 'TCP' ? plain : denied(protocol))
      .control(plain);
  },
);
