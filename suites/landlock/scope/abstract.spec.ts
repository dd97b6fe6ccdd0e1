import { scenario } from '../../../runner/index.ts';
import { layeredRelations, relations } from '../relations.ts';
import {
  abstractNames,
  answerFor,
  connecting,
  datagramSendmsg,
  datagramSendto,
  meet,
  serve,
  socketTypes,
  stream,
} from '../unix-sockets.ts';

const doc = 'Documentation/userspace-api/landlock.rst: IPC scoping';
const address = abstractNames.address('kconform');

scenario(
  'connect to an abstract {type} socket, {relation}',
  {
    doc,
    tags: ['scope', 'unix'],
    variants: { relation: relations, type: socketTypes },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, abstractNames.sandbox);
    const listener = serve(server, t.type, address);
    const way = connecting(t.type);
    meet({ way, client, server, listener, address, answer: answerFor(abstractNames, t.relation.outOfScope) });
  },
);

scenario(
  'connect to an abstract {type} socket, {relation}',
  {
    doc: 'security/landlock/task.c: domain_is_scoped()',
    tags: ['scope', 'unix'],
    variants: { relation: layeredRelations, type: socketTypes },
    where: ({ type, relation }) => type === stream || relation.outOfScope,
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, abstractNames.sandbox);
    const listener = serve(server, t.type, address);
    const way = connecting(t.type);
    meet({ way, client, server, listener, address, answer: answerFor(abstractNames, t.relation.outOfScope) });
  },
);

scenario(
  'send to an abstract datagram socket by {call}, {relation}',
  {
    doc,
    tags: ['scope', 'unix'],
    variants: {
      relation: relations,
      call: [
        { label: 'sendto', way: datagramSendto },
        { label: 'sendmsg', way: datagramSendmsg },
      ],
    },
    programs: ['strict', 'best-effort'],
    scratch: false,
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, abstractNames.sandbox);
    const listener = serve(server, t.call.way.type, address);
    meet({
      way: t.call.way,
      client,
      server,
      listener,
      address,
      answer: answerFor(abstractNames, t.relation.outOfScope),
    });
  },
);
