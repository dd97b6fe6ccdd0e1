import { OK, scenario } from '../../../runner/index.ts';
import { landlock, type SandboxRule } from '../sandbox.ts';
import { datagramSendto, fewWays, meet, pathNames, serve, streamConnect, ways } from '../unix-sockets.ts';

// What a rule grants. Every scenario has a second server beside the rule, which stays out of reach.
const doc = 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX';
const more = { doc, tags: ['fs', 'unix', 'rules'], programs: ['strict', 'best-effort'] } as const;
const { address, denied, sandbox } = pathNames;
const RIGHT = ['RESOLVE_UNIX'] as const;

scenario(
  'a rule on {place} permits to reach a pathname socket, {way}',
  {
    ...more,
    variants: {
      place: [
        { label: 'the socket', path: 'a/b/socket' },
        { label: 'its directory', path: 'a/b' },
        { label: 'a directory above', path: 'a' },
      ],
      way: ways,
    },
  },
  (t) => {
    for (const directory of ['a', 'a/b', 'c']) t.main.mkdir(directory);
    const [granted, other] = [address('a/b/socket'), address('c/socket')];
    const [listener, beside] = [serve(t.main, t.way.type, granted), serve(t.main, t.way.type, other)];
    const client = t.main.process('client');
    landlock(client, { ...sandbox, rules: [{ path: t.place.path, access: RIGHT }] });
    meet({ way: t.way, client, server: t.main, listener, address: granted, answer: OK });
    meet({ way: t.way, client, server: t.main, listener: beside, address: other, answer: denied });
  },
);

scenario('a rule on one socket does not concern its neighbour, {way}', { ...more, variants: { way: fewWays } }, (t) => {
  const [granted, other] = [address('granted'), address('other')];
  const [listener, beside] = [serve(t.main, t.way.type, granted), serve(t.main, t.way.type, other)];
  const client = t.main.process('client');
  landlock(client, { ...sandbox, rules: [{ path: 'granted', access: RIGHT }] });
  meet({ way: t.way, client, server: t.main, listener, address: granted, answer: OK });
  meet({ way: t.way, client, server: t.main, listener: beside, address: other, answer: denied });
});

scenario(
  'rules with other rights do not permit to reach a pathname socket, {way}',
  { ...more, variants: { way: fewWays } },
  (t) => {
    const listener = serve(t.main, t.way.type, address('socket'));
    const client = t.main.process('client');
    const rules: SandboxRule[] = [
      { path: '.', access: ['READ_DIR', 'READ_FILE', 'WRITE_FILE', 'MAKE_SOCK'] },
      { path: 'socket', access: ['READ_FILE', 'WRITE_FILE'] },
    ];
    landlock(client, { fs: ['READ_DIR', 'READ_FILE', 'WRITE_FILE', 'MAKE_SOCK', 'RESOLVE_UNIX'], rules });
    meet({ way: t.way, client, server: t.main, listener, address: address('socket'), answer: denied });
  },
);

scenario(
  'the right to reach a pathname socket is all that connecting needs, {way}',
  { ...more, variants: { way: [streamConnect, datagramSendto] } },
  (t) => {
    const [granted, other] = [address('granted'), address('other')];
    const [listener, beside] = [serve(t.main, t.way.type, granted), serve(t.main, t.way.type, other)];
    const client = t.main.process('client');
    const fs = ['READ_DIR', 'READ_FILE', 'WRITE_FILE', 'MAKE_SOCK', ...RIGHT] as const;
    landlock(client, { fs, rules: [{ path: 'granted', access: RIGHT }] });
    meet({ way: t.way, client, server: t.main, listener, address: granted, answer: OK });
    meet({ way: t.way, client, server: t.main, listener: beside, address: other, answer: denied });
  },
);
