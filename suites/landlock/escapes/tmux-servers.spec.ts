import { abi, exits, scenario, since } from '../../../runner/index.ts';
import { landlock, type SandboxRule } from '../sandbox.ts';
import { allowing, closing, everything, resolvesUnix } from './controls.ts';
import {
  client,
  closesHere,
  deadline,
  expectEither,
  expectRefusal,
  expectTrace,
  run,
  session,
  watchForTrace,
} from './session.ts';

// Where a tmux server was started decides: in the domain of its client or not (security/landlock/fs.c, hook_unix_find()). tmux says what connect(2) answered (client.c, client_main()).
const more = {
  doc: 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)',
  tags: ['escape', 'unix', 'fs', 'tmux'],
  needs: [session],
  deadline,
  programs: ['strict', 'best-effort'],
} as const;

const refused = (socket: string) => ({ status: 1, words: `error connecting to ${socket} (Permission denied)` });
const start = ['/usr/bin/tmux', 'new-session', '-d', 'exec cat'];
const window = (command: string) => ['/usr/bin/tmux', 'new-window', '-d', command];

/** What a tmux server in the sandbox needs: a directory for its socket, and terminals. */
const serving = (directory: string): SandboxRule[] => [
  { path: directory, access: ['READ_DIR', 'WRITE_FILE', 'MAKE_DIR', 'MAKE_REG', 'MAKE_SOCK', 'REMOVE_FILE'] },
  { path: '/dev', access: ['WRITE_FILE'] },
];

/** A directory that the outer sandbox may write to, and one in it for the inner. */
const outer = '/home/user/outer';
const inner = `${outer}/inner`;
const trace = `${outer}/escaped`;
const leave = `echo escaped > ${trace}`;

scenario(
  'a tmux server that a program started before its restriction is outside like any other: {control}',
  { ...more, variants: { control: closing } },
  (t) => {
    const variables = { TMUX_TMPDIR: outer };
    const actor = client(t);
    actor.mkdir(outer, 0o700);
    run(actor, start, variables);
    landlock(actor, t.control.asks(''));
    const watch = watchForTrace(t, outer);
    expectRefusal(run(actor, window(leave), variables), refused(`${outer}/tmux-1000/default`), t.control.closed);
    expectTrace(t, watch, t.control.closed, trace);
  },
);

scenario('a tmux server of an outer sandbox does what the inner one may not, before ABI 9', more, (t) => {
  const variables = { TMUX_TMPDIR: outer };
  const actor = client(t);
  actor.mkdir(outer, 0o700);
  landlock(actor, everything(serving(outer)));
  run(actor, start, variables);
  const nested = actor.process('nested');
  landlock(nested, everything([]));
  const watch = watchForTrace(t, outer);
  expectRefusal(run(nested, window(leave), variables), refused(`${outer}/tmux-1000/default`), resolvesUnix);
  expectTrace(t, watch, resolvesUnix, trace);
});

scenario('a tmux server of an inner sandbox can be reached from the outer one, and stays in its own', more, (t) => {
  const variables = { TMUX_TMPDIR: inner };
  const actor = client(t);
  actor.mkdir(outer, 0o700);
  actor.mkdir(inner, 0o700);
  landlock(actor, everything(serving(outer)));
  const nested = actor.process('nested');
  landlock(nested, everything(serving(inner)));
  run(nested, start, variables);
  const watch = watchForTrace(t, inner);
  // One window, two attempts: the first where only the outer sandbox may write.
  run(actor, window(`${leave}; echo inside > ${inner}/trace`), variables).expect(exits(0));
  t.main.read(watch, 256).deadline(deadline / 3);
  t.main.read(t.main.open(`${inner}/trace`), 64).outputs('inside\n');
  expectTrace(t, undefined, abi(1), trace);
});

const socket = '/tmp/tmux-1000/default';

scenario(
  'tmux kill-server ends a server outside unless pathname sockets are restricted: {control}',
  { ...more, tags: [...more.tags, 'signal'], variants: { control: [...closing, allowing] } },
  (t) => {
    const { closed } = t.control;
    const actor = client(t);
    landlock(actor, t.control.asks(socket));
    expectRefusal(run(actor, ['/usr/bin/tmux', 'kill-server']), refused(socket), closed);
    const outside = client(t, 'outside');
    // The server answers before it ends; there may be none left to wait for.
    if (!closesHere(t, closed)) run(outside, ['/bin/sh', '-c', "pidwait -x 'tmux: server'; :"]);
    const list = run(outside, ['/usr/bin/tmux', 'list-sessions']);
    // A server that is gone leaves its socket behind (client.c, client_main()).
    const gone = `no server running on ${socket}`;
    expectEither(list, closed, exits(0), exits(1)).prints(
      closed === undefined ? gone : since(closed, 'main:').otherwise(gone),
    );
  },
);
