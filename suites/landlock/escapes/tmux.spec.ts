import { abi, exits, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { allowing, controls, everything } from './controls.ts';
import {
  client,
  type Door,
  deadline,
  expectTrace,
  goThrough,
  leaveTrace,
  run,
  session,
  watchForTrace,
} from './session.ts';

// Whoever reaches a tmux server has it run commands, with the server's rights. tmux says what connect(2) answered (client.c, client_main()).
const tags = ['escape', 'unix', 'fs', 'tmux'];
const doc = 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)';

const tmux: Door = {
  argv: ['/usr/bin/tmux', 'new-window', '-d', leaveTrace],
  socket: '/tmp/tmux-1000/default',
  refusal: { status: 1, words: 'error connecting to /tmp/tmux-1000/default (Permission denied)' },
};

scenario(
  'tmux new-window reaches a server outside unless pathname sockets are restricted: {control}',
  { doc, tags, needs: [session], deadline, variants: { control: controls }, programs: ['strict', 'best-effort'] },
  (t) => goThrough(t, tmux, t.control),
);

scenario(
  'tmux new-window reaches a server outside through a rule for its socket',
  { doc, tags, needs: [session], deadline, programs: ['strict', 'best-effort'] },
  (t) => goThrough(t, tmux, allowing),
);

const inside = '/home/user/inside';

scenario(
  'tmux works with a server of its own inside the sandbox, which holds for what that server runs',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Inheritance',
    tags,
    needs: [session],
    deadline,
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const actor = client(t);
    actor.mkdir(inside, 0o700);
    landlock(
      actor,
      everything([
        { path: inside, access: ['READ_DIR', 'WRITE_FILE', 'MAKE_DIR', 'MAKE_REG', 'MAKE_SOCK', 'REMOVE_FILE'] },
        { path: '/dev', access: ['WRITE_FILE'] },
      ]),
    );
    const own = { TMUX_TMPDIR: inside };
    run(actor, ['/usr/bin/tmux', 'new-session', '-d', 'exec cat'], own).expect(exits(0));
    const watch = watchForTrace(t, inside);
    // One window, two attempts: the first outside of what the sandbox may write to, the second within.
    const attempts = `${leaveTrace}; echo inside > ${inside}/trace`;
    run(actor, ['/usr/bin/tmux', 'new-window', '-d', attempts], own).expect(exits(0));
    t.main.read(watch, 256).deadline(deadline / 3);
    t.main.read(t.main.open(`${inside}/trace`), 64).outputs('inside\n');
    expectTrace(t, undefined, abi(1));
  },
);
