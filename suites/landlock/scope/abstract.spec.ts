import {
  AF_UNIX,
  abi,
  abstractAddress,
  EPERM,
  OK,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  scenario,
  since,
} from '../../../runner/index.ts';
import { layeredRelations, relations } from '../relations.ts';

const types = [
  { label: 'stream', value: SOCK_STREAM, listens: true },
  { label: 'seqpacket', value: SOCK_SEQPACKET, listens: true },
  { label: 'datagram', value: SOCK_DGRAM, listens: false },
];
const doc = 'Documentation/userspace-api/landlock.rst: IPC scoping';

scenario(
  'connect to an abstract {type} socket, {relation}',
  {
    doc,
    tags: ['scope', 'unix'],
    variants: { relation: [...relations, ...layeredRelations], type: types },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, { scoped: ['ABSTRACT_UNIX_SOCKET'] });
    const listener = server.socket(AF_UNIX, t.type.value);
    server.bind(listener, abstractAddress('kconform'));
    if (t.type.listens) server.listen(listener);
    const socket = client.socket(AF_UNIX, t.type.value);
    client
      .connect(socket, abstractAddress('kconform'))
      .expect(t.relation.outOfScope ? since(abi(6), EPERM).otherwise(OK) : OK);
  },
);

scenario(
  'send to an abstract datagram socket, {relation}',
  { doc, tags: ['scope', 'unix'], variants: { relation: relations }, programs: ['strict', 'best-effort'] },
  (t) => {
    const { client, server } = t.relation.spawn(t, { scoped: ['ABSTRACT_UNIX_SOCKET'] });
    const receiver = server.socket(AF_UNIX, SOCK_DGRAM);
    server.bind(receiver, abstractAddress('kconform'));
    const socket = client.socket(AF_UNIX, SOCK_DGRAM);
    client
      .sendto(socket, 'x', abstractAddress('kconform'))
      .expect(t.relation.outOfScope ? since(abi(6), EPERM).otherwise(OK) : OK);
  },
);
