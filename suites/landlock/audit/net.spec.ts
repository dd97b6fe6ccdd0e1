import {
  type Actor,
  type Address,
  AF_INET,
  AF_INET6,
  abi,
  EACCES,
  inet4,
  inet6,
  OK,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import type { NetRight } from '../uapi.ts';
import { audited, Log } from './log.ts';

interface Family {
  readonly label: string;
  readonly number: number;
  readonly address: string;
  at(port: number): Address;
}

const families: readonly Family[] = [
  { label: 'IPv4', number: AF_INET, address: '127.0.0.1', at: (port) => inet4('127.0.0.1', port) },
  { label: 'IPv6', number: AF_INET6, address: '::1', at: (port) => inet6('::1', port) },
];

interface Request {
  readonly label: string;
  readonly right: NetRight;
  readonly since: number;
  readonly type: number;
  /** Names of the fields. */
  readonly fields: readonly [address: string, port: string];
  act(actor: Actor, socket: Step, address: Address): Step;
}

const DESTINATION = ['daddr', 'dest'] as const;
const SOURCE = ['saddr', 'src'] as const;

const requests: readonly Request[] = [
  {
    label: 'binding a TCP socket',
    right: 'BIND_TCP',
    since: 4,
    type: SOCK_STREAM,
    fields: SOURCE,
    act: (actor, socket, address) => actor.bind(socket, address),
  },
  {
    label: 'connecting a TCP socket',
    right: 'CONNECT_TCP',
    since: 4,
    type: SOCK_STREAM,
    fields: DESTINATION,
    act: (actor, socket, address) => actor.connect(socket, address),
  },
  {
    label: 'binding a UDP socket',
    right: 'BIND_UDP',
    since: 10,
    type: SOCK_DGRAM,
    fields: SOURCE,
    act: (actor, socket, address) => actor.bind(socket, address),
  },
  {
    label: 'connecting a UDP socket',
    right: 'CONNECT_SEND_UDP',
    since: 10,
    type: SOCK_DGRAM,
    fields: DESTINATION,
    act: (actor, socket, address) => actor.connect(socket, address),
  },
  {
    label: 'sending a datagram',
    right: 'CONNECT_SEND_UDP',
    since: 10,
    type: SOCK_DGRAM,
    fields: DESTINATION,
    act: (actor, socket, address) => actor.sendto(socket, 'x', address),
  },
];

const PORT = 1234;
const doc = 'security/landlock/net.c: current_check_access_socket(); security/lsm_audit.c: audit_log_lsm_data()';
const programs = ['strict', 'best-effort'] as const;

scenario(
  'a denied request for a port is recorded with address and port, {request}, {family}',
  { ...audited, doc, namespaces: ['net'], variants: { request: requests, family: families }, programs },
  (t) => {
    const { right, since: first, type, fields } = t.request;
    const log = new Log(t, { since: first, fromNet: true });
    if (right === 'CONNECT_TCP') {
      const server = t.main.socket(t.family.number, SOCK_STREAM);
      t.main.bind(server, t.family.at(PORT));
      t.main.listen(server);
    }
    const client = t.main.process('client');
    landlock(client, { net: [right] });
    const socket = client.socket(t.family.number, type);
    t.request.act(client, socket, t.family.at(PORT)).expect(since(abi(first), EACCES).otherwise(OK));
    const object = ` ${fields[0]}=${t.family.address} ${fields[1]}=${PORT}`;
    log.denied({ by: 'client', blockers: `net.${right.toLowerCase()}`, object }).ends();
  },
);

scenario(
  'a denied port of any address is recorded without the address, {family}',
  {
    ...audited,
    doc: 'security/lsm_audit.c: print_ipv4_addr(), print_ipv6_addr()',
    namespaces: ['net'],
    variants: { family: families },
    programs,
  },
  (t) => {
    const log = new Log(t, { fromNet: true });
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_TCP'] });
    const any = t.family.number === AF_INET ? inet4('0.0.0.0', PORT) : inet6('::', PORT);
    client.bind(client.socket(t.family.number, SOCK_STREAM), any).expect(since(abi(4), EACCES).otherwise(OK));
    log.denied({ by: 'client', blockers: 'net.bind_tcp', object: ` src=${PORT}` }).ends();
  },
);

scenario(
  'a denied automatic port is recorded without address and port, {request}, {family}',
  {
    ...audited,
    doc: 'security/landlock/net.c: current_check_autobind_udp_socket()',
    namespaces: ['net'],
    variants: { request: requests.slice(3), family: families },
    programs,
  },
  (t) => {
    const log = new Log(t, { since: 10, fromNet: true });
    const client = t.main.process('client');
    landlock(client, { net: ['BIND_UDP'] });
    const socket = client.socket(t.family.number, SOCK_DGRAM);
    t.request.act(client, socket, t.family.at(PORT)).expect(since(abi(10), EACCES).otherwise(OK));
    log.denied({ by: 'client', blockers: 'net.bind_udp' }).ends();
  },
);
