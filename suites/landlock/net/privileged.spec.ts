import { EACCES, OK, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { denied, tcpBind, tcpConnect, typeOf, udpBind } from './calls.ts';
import { families, inNetwork } from './families.ts';
import { RIGHTS } from './policies.ts';
import { users } from './users.ts';

const PRIVILEGED = 80;

scenario(
  '{way} sockets of {family} to a privileged port needs a rule and CAP_NET_BIND_SERVICE, {user}',
  {
    doc: 'net/ipv4/af_inet.c: __inet_bind(); net/ipv6/af_inet6.c: __inet6_bind(); security/landlock/net.c: hook_socket_bind()',
    tags: ['net', 'privileges', 'errno'],
    variants: { way: [tcpBind, udpBind], family: families, user: users },
    ...inNetwork,
  },
  (t) => {
    const { protocol, attempt } = t.way;
    const { family, at } = t.family;
    const { bind } = RIGHTS[protocol];
    const client = t.main.process('client');
    t.user.become(client);
    landlock(client, { net: [bind], rules: [{ port: PRIVILEGED, access: [bind] }] });
    // The network stack's own EACCES: a rule gives no privilege, and privilege gives no rule.
    const plain = t.user.unprivileged ? EACCES : OK;
    const socket = () => client.socket(family, typeOf(protocol));
    attempt(client, socket(), at(PRIVILEGED)).expect(plain).control(plain);
    attempt(client, socket(), at(PRIVILEGED + 1))
      .expect(denied(protocol, plain))
      .control(plain);
    attempt(client, socket(), at(4000)).expect(denied(protocol)).control(OK);
  },
);

scenario(
  'connecting to a privileged port of {family} needs a rule and no capability, {user}',
  {
    doc: 'include/uapi/linux/landlock.h: "Network flags"; security/landlock/net.c: hook_socket_connect()',
    tags: ['net', 'privileges'],
    variants: { family: families, user: users },
    ...inNetwork,
  },
  (t) => {
    const { family, at } = t.family;
    for (const port of [PRIVILEGED, PRIVILEGED + 1]) {
      const server = t.main.socket(family, typeOf('TCP'));
      t.main.bind(server, at(port));
      t.main.listen(server);
    }
    const client = t.main.process('client');
    t.user.become(client);
    landlock(client, { net: ['CONNECT_TCP'], rules: [{ port: PRIVILEGED, access: ['CONNECT_TCP'] }] });
    tcpConnect.attempt(client, client.socket(family, typeOf('TCP')), at(PRIVILEGED)).expect(OK);
    tcpConnect.attempt(client, client.socket(family, typeOf('TCP')), at(PRIVILEGED + 1)).expect(denied('TCP'));
  },
);
