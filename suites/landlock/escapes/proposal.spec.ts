import { exits, feature, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { FS } from '../uapi.ts';
import { type Control, readOnly } from './controls.ts';
import {
  client,
  type Door,
  deadline,
  expectRefusal,
  expectTrace,
  goThrough,
  leaveTrace,
  run,
  session,
  watchForTrace,
} from './session.ts';

// The proposed scope of pathname sockets with the programs that it was meant for: as the sandboxer's LL_SCOPED=u:a. They say what connect(2) answered, EPERM here.
const tags = ['escape', 'unix', 'scope', 'proposal'];
const doc =
  '[PATCH v2 0/6] Landlock: Implement scope control for pathname Unix sockets (2025-12-30, not merged); Documentation/security/landlock.rst: Interaction between scoped flags and other access rights';
const programs = ['strict', 'best-effort'] as const;
const scopes = ['PATHNAME_UNIX_SOCKET', 'ABSTRACT_UNIX_SOCKET'] as const;
const closed = feature('scope-pathname-unix');

const busRefusal = { status: 1, words: 'Failed to connect to bus: Operation not permitted' };
const systemdRun = ['/usr/bin/systemd-run', '--user', '--quiet'];
const command = ['/bin/sh', '-c', leaveTrace];

const tmux: Door & { label: string } = {
  label: 'tmux new-window',
  argv: ['/usr/bin/tmux', 'new-window', '-d', leaveTrace],
  socket: '/tmp/tmux-1000/default',
  refusal: { status: 1, words: 'error connecting to /tmp/tmux-1000/default (Operation not permitted)' },
};
const doors: readonly (Door & { label: string })[] = [
  tmux,
  {
    label: 'systemd-run by the socket of the manager',
    argv: [...systemdRun, ...command],
    socket: '/run/user/1000/systemd/private',
    refusal: busRefusal,
  },
  {
    label: 'systemd-run by the bus, waiting',
    argv: [...systemdRun, '--wait', ...command],
    socket: '/run/user/1000/bus',
    refusal: busRefusal,
  },
];

const controls: readonly Control[] = [
  { label: 'files and the proposed scope', asks: () => readOnly({ scoped: ['PATHNAME_UNIX_SOCKET'] }), closed },
  { label: 'files and the scopes of all sockets', asks: () => readOnly({ scoped: scopes }), closed },
  // The right has the last word in its ruleset: what a rule names is granted.
  {
    label: 'files, the scopes of all sockets, and a rule for the socket',
    asks: (socket) =>
      readOnly({ fs: ['RESOLVE_UNIX'], scoped: scopes, rules: [{ path: socket, access: ['RESOLVE_UNIX'] }] }),
  },
];

scenario(
  'the proposed scope keeps from a server outside unless a rule names it: {door}, {control}',
  { doc, tags, needs: [session], deadline, variants: { door: doors, control: controls }, programs },
  (t) => {
    // A best-effort program without the right has no rule either: then only the scope is left to it.
    const { control } = t;
    const scopeAlone = control.closed === undefined && (t.facts.masks.fs & FS.RESOLVE_UNIX) === 0n;
    goThrough(t, t.door, scopeAlone ? { ...control, closed } : control);
  },
);

scenario(
  'the proposed scope lets tmux have a server of its own inside the sandbox',
  { doc, tags, needs: [session], deadline, programs },
  (t) => {
    const actor = client(t);
    const inside = '/home/user/inside';
    actor.mkdir(inside, 0o700);
    landlock(
      actor,
      readOnly({
        scoped: scopes,
        rules: [
          { path: inside, access: ['READ_DIR', 'WRITE_FILE', 'MAKE_DIR', 'MAKE_REG', 'MAKE_SOCK', 'REMOVE_FILE'] },
          { path: '/dev', access: ['WRITE_FILE'] },
        ],
      }),
    );
    const own = { TMUX_TMPDIR: inside };
    run(actor, ['/usr/bin/tmux', 'new-session', '-d', 'exec cat'], own).expect(exits(0));
    run(actor, ['/usr/bin/tmux', 'new-window', '-d', 'true'], own).expect(exits(0));
    const watch = watchForTrace(t);
    expectRefusal(run(actor, tmux.argv), tmux.refusal, closed);
    expectTrace(t, watch, closed);
  },
);
