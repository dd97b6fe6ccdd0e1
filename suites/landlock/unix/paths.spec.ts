import {
  type Actor,
  type Context,
  MS_BIND,
  MS_RDONLY,
  MS_REMOUNT,
  O_PATH,
  OK,
  scenario,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { datagramSendto, meet, pathNames, serve, streamConnect, type Way } from '../unix-sockets.ts';

// Which path counts: that of the socket's file, found in whatever way. `granted` has the rule, `other` has none.
const more = {
  doc: 'Documentation/userspace-api/landlock.rst: Landlock rules (file hierarchies); net/unix/af_unix.c: unix_find_bsd()',
  tags: ['fs', 'unix', 'paths'],
  variants: { way: [streamConnect, datagramSendto] },
  programs: ['strict', 'best-effort'],
} as const;
const { address, denied, sandbox } = pathNames;
const granting = { ...sandbox, rules: [{ path: 'granted', access: ['RESOLVE_UNIX'] }] } as const;

interface Scene {
  readonly client: Actor;
  /** Serves `granted/socket`. */
  readonly inside: ReturnType<typeof serve>;
  /** Serves `other/socket`. */
  readonly beside: ReturnType<typeof serve>;
}

/** Two servers in two directories, and a client that is not sandboxed yet. */
function scene(t: Context, way: Way): Scene {
  for (const directory of ['granted', 'other']) t.main.mkdir(directory);
  const inside = serve(t.main, way.type, address('granted/socket'));
  const beside = serve(t.main, way.type, address('other/socket'));
  return { client: t.main.process('client'), inside, beside };
}

/** Reaches both servers, one of them beside the rule. */
function reachBoth(t: Context, way: Way, { client, inside, beside }: Scene, granted: string, other: string): void {
  meet({ way, client, server: t.main, listener: inside, address: address(granted), answer: OK });
  meet({ way, client, server: t.main, listener: beside, address: address(other), answer: denied });
}

scenario('a symlink is followed to the socket before rules are looked for, {way}', more, (t) => {
  const here = scene(t, t.way);
  // Each link lies where the other socket is: a rule for the directory of a link grants nothing.
  t.main.symlink('../granted/socket', 'other/link');
  t.main.symlink('../other/socket', 'granted/link');
  landlock(here.client, granting);
  reachBoth(t, t.way, here, 'other/link', 'granted/link');
});

scenario('a symlinked directory is followed before rules are looked for, {way}', more, (t) => {
  const here = scene(t, t.way);
  t.main.symlink('../granted', 'other/to-granted');
  t.main.symlink('../other', 'granted/to-other');
  landlock(here.client, granting);
  reachBoth(t, t.way, here, 'other/to-granted/socket', 'granted/to-other/socket');
});

scenario('a rule for a symlink is a rule for what it points to, {way}', more, (t) => {
  const here = scene(t, t.way);
  t.main.symlink('granted/socket', 'link');
  // The descriptor of a rule is opened with O_PATH, which follows.
  landlock(here.client, { ...sandbox, rules: [{ path: 'link', access: ['RESOLVE_UNIX'] }] });
  reachBoth(t, t.way, here, 'granted/socket', 'other/socket');
});

scenario('dots, relative and absolute paths lead to the same socket, {way}', more, (t) => {
  const here = scene(t, t.way);
  landlock(here.client, granting);
  reachBoth(t, t.way, here, '/mnt/granted/socket', '/mnt/other/socket');
  reachBoth(t, t.way, here, 'other/../granted/./socket', 'granted/../other//socket');
  here.client.chdir('granted');
  reachBoth(t, t.way, here, 'socket', '../other/socket');
});

scenario('a rule for a socket stays with it when it is renamed, {way}', more, (t) => {
  const here = scene(t, t.way);
  landlock(here.client, { ...sandbox, rules: [{ path: 'granted/socket', access: ['RESOLVE_UNIX'] }] });
  t.main.rename('granted/socket', 'other/moved');
  reachBoth(t, t.way, here, 'other/moved', 'other/socket');
});

scenario('a rule for a directory concerns the sockets that are there now, {way}', more, (t) => {
  const here = scene(t, t.way);
  landlock(here.client, granting);
  t.main.rename('granted/socket', 'other/moved-out');
  t.main.rename('other/socket', 'granted/moved-in');
  const { client, inside, beside } = here;
  reachBoth(t, t.way, { client, inside: beside, beside: inside }, 'granted/moved-in', 'other/moved-out');
});

scenario('of the hard links to a socket the one that is named counts, {way}', more, (t) => {
  const here = scene(t, t.way);
  t.main.link('other/socket', 'granted/link');
  landlock(here.client, granting);
  const { client, beside } = here;
  reachBoth(t, t.way, { client, inside: beside, beside }, 'granted/link', 'other/socket');
});

scenario('a new socket at the path of an old one has no rule of its own, {way}', more, (t) => {
  const here = scene(t, t.way);
  landlock(here.client, { ...sandbox, rules: [{ path: 'granted/socket', access: ['RESOLVE_UNIX'] }] });
  meet({ ...here, way: t.way, server: t.main, listener: here.inside, address: address('granted/socket'), answer: OK });
  t.main.unlink('granted/socket');
  const successor = serve(t.main, t.way.type, address('granted/socket'));
  const meeting = { way: t.way, client: here.client, server: t.main, address: address('granted/socket') };
  meet({ ...meeting, listener: successor, answer: denied });
});

scenario('a socket reached through a descriptor is the socket, {way}', { ...more, proc: true }, (t) => {
  const here = scene(t, t.way);
  // Known numbers, for paths.
  here.client.dup3(here.client.open('granted/socket', O_PATH), 50);
  here.client.dup3(here.client.open('other/socket', O_PATH), 51);
  landlock(here.client, granting);
  reachBoth(t, t.way, here, '/proc/self/fd/50', '/proc/self/fd/51');
});

scenario('rules of a directory count where it is mounted again, {way}', more, (t) => {
  const here = scene(t, t.way);
  for (const directory of ['again', 'more']) t.main.mkdir(directory);
  t.main.mount('granted', 'again', null, MS_BIND);
  t.main.mount('other', 'more', null, MS_BIND);
  landlock(here.client, granting);
  reachBoth(t, t.way, here, 'again/socket', 'more/socket');
});

scenario('rules above a mount point count for what is mounted there, {way}', more, (t) => {
  const here = scene(t, t.way);
  t.main.mkdir('granted/mounted');
  t.main.mount('other', 'granted/mounted', null, MS_BIND);
  landlock(here.client, granting);
  const { client, beside } = here;
  reachBoth(t, t.way, { client, inside: beside, beside }, 'granted/mounted/socket', 'other/socket');
});

scenario('a mount that is read-only keeps nobody from a socket, rules do, {way}', more, (t) => {
  const here = scene(t, t.way);
  for (const [directory, again] of [
    ['granted', 'again'],
    ['other', 'more'],
  ] as const) {
    t.main.mkdir(again);
    t.main.mount(directory, again, null, MS_BIND);
    t.main.mount(null, again, null, MS_REMOUNT | MS_BIND | MS_RDONLY);
  }
  landlock(here.client, granting);
  reachBoth(t, t.way, here, 'again/socket', 'more/socket');
});

scenario('rules for a directory count for a socket that was removed from it, {way}', { ...more, proc: true }, (t) => {
  const here = scene(t, t.way);
  here.client.dup3(here.client.open('granted/socket', O_PATH), 50);
  here.client.dup3(here.client.open('other/socket', O_PATH), 51);
  landlock(here.client, granting);
  for (const directory of ['granted', 'other']) t.main.unlink(`${directory}/socket`);
  reachBoth(t, t.way, here, '/proc/self/fd/50', '/proc/self/fd/51');
});
