import { scenario } from '../../../runner/index.ts';
import { datagramSendto, fewWays, pathNames, socketTypes, streamConnect } from '../unix-sockets.ts';
import { connectedReceived, passedOutside, serverPassed, socketPair, unconnectedReceived } from '../unix-stories.ts';

// Sockets that change hands (SCM_RIGHTS, inheritance): the caller's domain counts for a client, the maker's for a server.
const doc = 'security/landlock/fs.c: hook_unix_find()';
const more = {
  doc,
  tags: ['fs', 'unix', 'scm-rights'],
  programs: ['strict', 'best-effort'],
} as const;

scenario(
  'a {type} socket that an outsider connected to a path works where it is received',
  { ...more, variants: { type: socketTypes } },
  (t) => connectedReceived(t, pathNames, t.type),
);

scenario(
  'a received socket does not reach a path that its receiver must not reach, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => unconnectedReceived(t, pathNames, t.way),
);

scenario(
  'a socket made in the sandbox reaches any path when an outsider uses it, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => passedOutside(t, pathNames, t.way),
);

scenario(
  'who made the socket of a path counts, not who holds it: made {maker}, {way}',
  { ...more, variants: { maker: [{ label: 'outside' }, { label: 'inside' }], way: [streamConnect, datagramSendto] } },
  (t) => serverPassed(t, pathNames, t.way, t.maker.label),
);

scenario(
  'a pair of {type} sockets has no path and is not restricted',
  { ...more, variants: { type: socketTypes } },
  (t) => socketPair(t, pathNames, t.type),
);
