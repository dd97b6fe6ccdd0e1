import { scenario } from '../../../runner/index.ts';
import { allowing, controls } from './controls.ts';
import { type Door, goThrough, leaveTrace, session } from './session.ts';

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
  { doc, tags, needs: [session], variants: { control: controls }, programs: ['strict', 'best-effort'] },
  (t) => goThrough(t, tmux, t.control),
);

scenario(
  'tmux new-window reaches a server outside through a rule for its socket',
  { doc, tags, needs: [session], programs: ['strict', 'best-effort'] },
  (t) => goThrough(t, tmux, allowing),
);
