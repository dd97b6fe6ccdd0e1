import { scenario } from '../../../runner/index.ts';
import { layeredRelations, relations } from '../relations.ts';
import { answerFor, connecting, datagram, meet, pathNames, serve, socketTypes, stream, ways } from '../unix-sockets.ts';

const doc = 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX';
const tags = ['fs', 'unix'];
const address = pathNames.address('kconform');

scenario(
  'connect to a pathname {type} socket, {relation}',
  { doc, tags, variants: { relation: relations, type: socketTypes }, programs: ['strict', 'best-effort'] },
  (t) => {
    const { client, server } = t.relation.spawn(t, pathNames.sandbox);
    const listener = serve(server, t.type, address);
    const answer = answerFor(pathNames, t.relation.outOfScope);
    meet({ way: connecting(t.type), client, server, listener, address, answer });
  },
);

scenario(
  'connect to a pathname {type} socket, {relation}',
  {
    doc: 'security/landlock/fs.c: unmask_scoped_access()',
    tags,
    variants: { relation: layeredRelations, type: [stream, datagram] },
    where: ({ type, relation }) => type === stream || relation.outOfScope,
    programs: ['best-effort'],
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, pathNames.sandbox);
    const listener = serve(server, t.type, address);
    const answer = answerFor(pathNames, t.relation.outOfScope);
    meet({ way: connecting(t.type), client, server, listener, address, answer });
  },
);

scenario(
  'send to a pathname socket, {way}, {relation}',
  {
    doc,
    tags,
    variants: { relation: relations, way: ways.filter(({ sends }) => sends) },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const { client, server } = t.relation.spawn(t, pathNames.sandbox);
    const listener = serve(server, t.way.type, address);
    meet({ way: t.way, client, server, listener, address, answer: answerFor(pathNames, t.relation.outOfScope) });
  },
);
