import {
  type Actor,
  AF_INET,
  abi,
  EACCES,
  ECONNREFUSED,
  inet4,
  OK,
  type Outcome,
  SOCK_DGRAM,
  SOCK_STREAM,
  type Step,
  scenario,
  since,
} from '../../../runner/index.ts';
import { portLists } from './policy.ts';
import { SAMPLE } from './programs.ts';
import { alike, restrict, ways } from './ways.ts';

const PORT = 4000;
const address = inet4('127.0.0.1', PORT);

type List = (typeof portLists)[number]['list'];

/** What each list is about. Nobody serves: what is allowed is answered by the network stack (net/ipv4/tcp_input.c, a reset; net/ipv4/udp.c, udp_sendmsg()). */
const attempts: Readonly<Record<List, { attempt(actor: Actor): Step; stack: Outcome }>> = {
  tcpBind: { attempt: (a) => a.bind(a.socket(AF_INET, SOCK_STREAM), address), stack: OK },
  tcpConnect: { attempt: (a) => a.connect(a.socket(AF_INET, SOCK_STREAM), address), stack: ECONNREFUSED },
  udpBind: { attempt: (a) => a.bind(a.socket(AF_INET, SOCK_DGRAM), address), stack: OK },
  udpConnectSend: { attempt: (a) => a.sendto(a.socket(AF_INET, SOCK_DGRAM), 'x', address), stack: OK },
};

const lists = portLists.map((one) => ({ ...one, label: one.variable }));
const settings: readonly { label: string; ports: readonly number[] | undefined; allows: boolean }[] = [
  { label: 'not set', ports: undefined, allows: true },
  { label: 'empty', ports: [], allows: false },
  { label: 'another port', ports: [PORT + 1], allows: false },
  { label: 'that port', ports: [PORT], allows: true },
  { label: 'several ports', ports: [PORT - 1, PORT, 65535], allows: true },
];

for (const way of ways) {
  scenario(
    `a port with {list} {setting}, in a sandbox of ${way.label}`,
    {
      ...alike,
      doc: `${SAMPLE}, populate_ruleset_net()`,
      needs: way.needs,
      namespaces: ['net'],
      variants: { list: lists, setting: settings },
    },
    (t) => {
      const actor = t.main.process('sandboxed');
      restrict(t, actor, way, { readOnly: ['/'], readWrite: [], [t.list.list]: t.setting.ports });
      for (const { list, since: level } of portLists) {
        const { attempt, stack } = attempts[list];
        // Sending gives the socket a port of its own, as bind() to port 0 does (net/ipv4/udp.c, udp_sendmsg()).
        const sends = list === 'udpConnectSend' && t.list.list === 'udpBind' && t.setting.ports !== undefined;
        const allowed = !sends && (list !== t.list.list || t.setting.allows);
        attempt(actor)
          .expect(allowed ? stack : since(abi(level), EACCES).otherwise(stack))
          .control(stack);
      }
    },
  );

  scenario(
    `UDP sockets send when they may have port 0 and the port of the server, in a sandbox of ${way.label}`,
    {
      ...alike,
      doc: 'Documentation/userspace-api/landlock.rst: Defining and enforcing a security policy',
      needs: way.needs,
      namespaces: ['net'],
    },
    (t) => {
      const actor = t.main.process('sandboxed');
      restrict(t, actor, way, { readOnly: ['/'], readWrite: [], udpBind: [0], udpConnectSend: [PORT] });
      attempts.udpConnectSend.attempt(actor).expect(OK);
      attempts.udpBind.attempt(actor).expect(since(abi(10), EACCES).otherwise(OK));
    },
  );
}
