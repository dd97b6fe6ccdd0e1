import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EINVAL,
  inet4,
  inet6,
  OK,
  resized,
  SOCK_DGRAM,
  scenario,
  unspecAddress,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { NetRight } from '../uapi.ts';
import { PORT } from './addresses.ts';
import { denied } from './calls.ts';
import { inNetwork } from './families.ts';

// The stack's own errors: net/ipv4/af_inet.c: inet_dgram_connect(), net/ipv4/udp.c: udp_sendmsg(), net/ipv6/udp.c: udpv6_sendmsg().
const foreign = inet4('127.0.0.1', PORT, AF_UNIX);
const hidden = [
  { label: 'IPv4', family: AF_INET, sending: EAFNOSUPPORT },
  { label: 'IPv6', family: AF_INET6, sending: EINVAL },
];

scenario(
  'a denied local port of an unbound UDP socket of {family} hides the errors of the network stack',
  {
    doc: 'security/landlock/net.c: hook_socket_connect(), hook_socket_sendmsg()',
    tags: ['net', 'udp', 'errno'],
    variants: { family: hidden },
    ...inNetwork,
  },
  (t) => {
    const { family, sending } = t.family;
    const client = t.main.process('client');
    const bound = client.socket(family, SOCK_DGRAM);
    client.bind(bound, family === AF_INET ? inet4('127.0.0.1', 0) : inet6('::1', 0));
    landlock(client, { net: ['BIND_UDP', 'CONNECT_SEND_UDP'] });
    const unbound = () => client.socket(family, SOCK_DGRAM);
    const long = resized(foreign, 28);
    client.connect(unbound(), long).expect(denied('UDP', EAFNOSUPPORT)).control(EAFNOSUPPORT);
    client.sendto(unbound(), 'x', long).expect(denied('UDP', sending)).control(sending);
    client.send(unbound()).expect(denied('UDP', EDESTADDRREQ)).control(EDESTADDRREQ);
    client.connect(bound, long).expect(EAFNOSUPPORT).control('same');
    client.sendto(bound, 'x', long).expect(sending).control('same');
    client.send(bound).expect(EDESTADDRREQ).control('same');
    // No local port is needed to dissolve an association.
    client.connect(unbound(), unspecAddress(2)).expect(OK);
  },
);

const rights: readonly { label: string; net: readonly NetRight[] }[] = [
  { label: 'the local port', net: ['BIND_UDP'] },
  { label: 'the destination', net: ['CONNECT_SEND_UDP'] },
  { label: 'both', net: ['BIND_UDP', 'CONNECT_SEND_UDP'] },
];

scenario(
  'an address too short for a family is refused as without a sandbox when connect() of UDP is denied {right}',
  {
    doc: 'security/landlock/net.c: hook_socket_connect(), current_check_access_socket(); net/ipv4/af_inet.c: inet_dgram_connect()',
    tags: ['net', 'udp', 'errno'],
    variants: { right: rights },
    ...inNetwork,
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, { net: [...t.right.net] });
    for (const family of [AF_INET, AF_INET6]) {
      for (const length of [0, 1]) {
        client.connect(client.socket(family, SOCK_DGRAM), resized(foreign, length)).expect(EINVAL).control('same');
      }
    }
  },
);
