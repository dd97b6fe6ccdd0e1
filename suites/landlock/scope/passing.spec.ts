import { scenario } from '../../../runner/index.ts';
import { abstractNames, datagramSendto, fewWays, socketTypes, streamConnect } from '../unix-sockets.ts';
import { connectedReceived, passedOutside, serverPassed, socketPair, unconnectedReceived } from '../unix-stories.ts';

// Sockets that change hands (SCM_RIGHTS, inheritance): the caller's domain counts for a client, the maker's for a server.
const doc = 'security/landlock/task.c: hook_unix_stream_connect(), hook_unix_may_send()';
const more = {
  doc,
  tags: ['scope', 'unix', 'scm-rights'],
  programs: ['strict', 'best-effort'],
  scratch: false,
} as const;

scenario(
  'a {type} socket that an outsider connected to an abstract name works where it is received',
  { ...more, variants: { type: socketTypes } },
  (t) => connectedReceived(t, abstractNames, t.type),
);

scenario(
  'a received socket does not reach an abstract name that its receiver must not reach, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => unconnectedReceived(t, abstractNames, t.way),
);

scenario(
  'a socket made in the sandbox reaches any abstract name when an outsider uses it, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => passedOutside(t, abstractNames, t.way),
);

scenario(
  'who made the socket of an abstract name counts, not who holds it: made {maker}, {way}',
  { ...more, variants: { maker: [{ label: 'outside' }, { label: 'inside' }], way: [streamConnect, datagramSendto] } },
  (t) => serverPassed(t, abstractNames, t.way, t.maker.label),
);

scenario(
  'a pair of {type} sockets has no abstract name and is not restricted',
  { ...more, variants: { type: socketTypes } },
  (t) => socketPair(t, abstractNames, t.type),
);
