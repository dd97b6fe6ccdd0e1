import { AF_UNIX, holds, pathAddress, SOCK_DGRAM, SOCK_STREAM, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { pathnameScope, proposal, proposed } from '../unix/proposal.ts';
import { datagramConnect, datagramSendto, streamConnect } from '../unix-sockets.ts';
import { audited, Log } from './log.ts';

// What fixtures/series/scope-pathname-unix logs of its scope; the proposal named the blocker like this, too.
const more = { ...audited, doc: proposal.doc, tags: ['audit', ...proposal.tags], programs: proposal.programs } as const;
const NAME = 'socket';

scenario(
  'a socket out of the proposed scope is recorded with its path, {way}',
  { ...more, variants: { way: [streamConnect, datagramConnect, datagramSendto] } },
  (t) => {
    const log = new Log(t, { when: holds(pathnameScope, t.facts) });
    const server = t.main.socket(AF_UNIX, t.way.type.value);
    t.main.bind(server, pathAddress(NAME));
    if (t.way.type.listens) t.main.listen(server);
    const client = t.main.process('client');
    landlock(client, proposed.sandbox);
    t.way.reach(client, client.socket(AF_UNIX, t.way.type.value), pathAddress(NAME)).expect(proposed.denied);
    log.denied({ by: 'client', blockers: 'scope.pathname_unix_socket', object: ` path="/mnt/${NAME}"` }).ends();
  },
);

scenario('a quiet denial of the proposed scope is not recorded, another one is', more, (t) => {
  const log = new Log(t, { when: holds(pathnameScope, t.facts) });
  const stream = t.main.socket(AF_UNIX, SOCK_STREAM);
  t.main.bind(stream, pathAddress(NAME));
  t.main.listen(stream);
  const [quiet, loud] = [t.main.process('quiet'), t.main.process('loud')];
  landlock(quiet, { ...proposed.sandbox, quietScoped: ['PATHNAME_UNIX_SOCKET'] });
  landlock(loud, { scoped: ['PATHNAME_UNIX_SOCKET', 'SIGNAL'], quietScoped: ['SIGNAL'] });
  for (const client of [quiet, loud])
    client.connect(client.socket(AF_UNIX, SOCK_STREAM), pathAddress(NAME)).expect(proposed.denied);
  const datagram = t.main.socket(AF_UNIX, SOCK_DGRAM);
  t.main.bind(datagram, pathAddress('datagram'));
  quiet.sendto(quiet.socket(AF_UNIX, SOCK_DGRAM), 'x', pathAddress('datagram')).expect(proposed.denied);
  const object = ` path="/mnt/${NAME}"`;
  const blockers = 'scope.pathname_unix_socket';
  if (t.facts.abi < 10) log.denied({ by: 'quiet', blockers, object });
  log.denied({ by: 'loud', blockers, object });
  if (t.facts.abi < 10) log.denied({ by: 'quiet', blockers, object: ' path="/mnt/datagram"' });
  log.ends();
});
