import { AF_UNIX, matching, pathAddress, scenario, some } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { pathnameScope, proposal, proposed } from '../unix/proposal.ts';
import { datagramConnect, datagramSendto, streamConnect } from '../unix-sockets.ts';
import { event, Trace, traced } from './trace.ts';

const EVENT = 'deny_scope_pathname_unix_socket';
const NAME = 'socket';

scenario(
  'a socket out of the proposed scope is traced with the name that it was bound to, {way}',
  {
    // What fixtures/series/scope-pathname-unix traces: `sun_path` is of the socket, and a datagram socket has no peer credentials (net/unix/af_unix.c: unix_listen()).
    doc: proposal.doc,
    tags: [...traced.tags, ...proposal.tags],
    needs: [...traced.needs, pathnameScope],
    variants: {
      way: [
        { ...streamConnect, pid: some(/[1-9]\d*/) },
        { ...datagramConnect, pid: '0' },
        { ...datagramSendto, pid: '0' },
      ],
    },
  },
  (t) => {
    const trace = new Trace(t, [EVENT]);
    const server = t.main.socket(AF_UNIX, t.way.type.value);
    t.main.bind(server, pathAddress(NAME));
    if (t.way.type.listens) t.main.listen(server);
    t.main.symlink(NAME, 'link');
    const client = t.main.process('client');
    landlock(client, proposed.sandbox);
    t.way.reach(client, client.socket(AF_UNIX, t.way.type.value), pathAddress('link')).expect(proposed.denied);
    if (t.arm === 'control') return trace.end();
    const decision = matching`domain=${some(/[0-9a-f]+/)} same_exec=1 logged=1`;
    trace.shows(event(EVENT, matching`${decision} peer_domain=0 peer_pid=${t.way.pid} sun_path=${NAME}`));
  },
);
