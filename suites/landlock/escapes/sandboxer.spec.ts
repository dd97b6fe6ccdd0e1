import {
  type Actor,
  abi,
  type Condition,
  type Context,
  exits,
  feature,
  landlockIs,
  not,
  or,
  scenario,
  when,
} from '../../../runner/index.ts';
import { EXECUTING, isRefused, notEnforced, ours } from '../sandboxer/programs.ts';
import { client, deadline, expectTrace, leaveTrace, outside, run, session, watchForTrace } from './session.ts';

// Real programs in the sandbox that the sandboxer makes of its settings, with the scopes that users ask for.
const tags = ['escape', 'unix', 'fs', 'sandboxer'];
const doc =
  'samples/landlock/sandboxer.c: main(); Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)';

interface Case {
  readonly label: string;
  readonly argv: readonly string[];
  /** How it tells why it cannot reach its server; it exits with 1. */
  readonly says: (error: string) => string;
  /** What a user allows to be written so that the program works: its socket lies below. */
  readonly directory: string;
}

const doors: readonly Case[] = [
  {
    label: 'tmux new-window',
    argv: ['/usr/bin/tmux', 'new-window', '-d', leaveTrace],
    says: (error) => `error connecting to /tmp/tmux-1000/default (${error})`,
    directory: '/tmp',
  },
  {
    label: 'systemd-run --user',
    argv: ['/usr/bin/systemd-run', '--user', '--quiet', '/bin/sh', '-c', leaveTrace],
    says: (error) => `Failed to connect to bus: ${error}`,
    directory: '/run/user/1000',
  },
];

const scopes = ['nothing', 'a:s', 'u:a'] as const;
const writable = [
  { label: 'nothing may be written', sockets: false },
  { label: 'the directory of its socket may be written', sockets: true },
] as const;

const proposed = feature('scope-pathname-unix');
const none = not(landlockIs('enabled'));

/**
 * What closes the door, and with which error. LL_FS_RW has the right to resolve the sockets below it, LL_FS_RO has not (ABI 9). In a ruleset with that right the proposed scope decides nothing
 * (fixtures/series/scope-pathname-unix/README.md), so that it counts only where there is the scope and not the right.
 */
function closing(sockets: boolean, scoped: string): readonly { condition: Condition; error: string }[] {
  return [
    ...(sockets ? [] : [{ condition: abi(9), error: 'Permission denied' }]),
    ...(scoped.includes('u') ? [{ condition: not(or(not(proposed), abi(9))), error: 'Operation not permitted' }] : []),
  ];
}

/** Where the kernel refuses what the sandboxer asks for, that says so and nothing runs. Whether it is such a kernel. */
function expectRefusal(
  t: Context,
  actor: Actor,
  argv: readonly string[],
  settings: Readonly<Record<string, string>>,
): boolean {
  if (t.arm === 'control' || !isRefused(t.facts)) return false;
  run(actor, [ours.path, ...argv], settings)
    .expect(exits(1))
    .prints(notEnforced(t.facts, false));
  expectTrace(t, undefined, abi(1));
  return true;
}

scenario(
  '{door} in the sandboxer reaches a server outside when {writes}, LL_SCOPED={scoped}',
  {
    doc,
    tags,
    needs: [session],
    deadline,
    variants: { door: doors, writes: writable, scoped: scopes },
    programs: ['best-effort'],
  },
  (t) => {
    const { argv, directory, says } = t.door;
    const closed = closing(t.writes.sockets, t.scoped);
    const watch = watchForTrace(t);
    const actor = client(t);
    const settings = {
      LL_FS_RO: '/',
      LL_FS_RW: t.writes.sockets ? `/dev/null:${directory}` : '/dev/null',
      ...(t.scoped === 'nothing' ? {} : { LL_SCOPED: t.scoped }),
    };
    if (expectRefusal(t, actor, argv, settings)) return;
    const step = t.arm === 'control' ? run(actor, argv) : run(actor, [ours.path, ...argv], settings);
    // Without Landlock the sandboxer does not run it.
    const stopped = or(none, ...closed.map(({ condition }) => condition));
    step.expect(when(stopped, exits(1)).otherwise(exits(0))).control(exits(0));
    let words = when<string>(none, 'Hint: Landlock is not supported by the current kernel.');
    for (const { condition, error } of closed) words = words.when(condition, says(error));
    step.prints(words.otherwise(EXECUTING));
    expectTrace(t, watch, stopped);
  },
);

const inside = `${outside}/inside`;

scenario(
  'tmux works in the sandboxer with a server of its own, which the sandbox holds for: LL_SCOPED={scoped}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Inheritance',
    tags,
    needs: [session, abi(1)],
    deadline,
    variants: { scoped: ['a:s', 'u:a'] },
    programs: ['best-effort'],
  },
  (t) => {
    const actor = client(t);
    actor.mkdir(inside, 0o700);
    const watch = watchForTrace(t, inside);
    const attempts = `${leaveTrace}; echo inside > ${inside}/trace`;
    const script = `tmux new-session -d 'exec cat' && exec tmux new-window -d '${attempts}'`;
    const settings = {
      TMUX_TMPDIR: inside,
      LL_FS_RO: '/',
      LL_FS_RW: `${inside}:/dev`,
      LL_SCOPED: t.scoped,
    };
    const shell = ['/bin/sh', '-c', script];
    if (expectRefusal(t, actor, shell, settings)) return;
    run(actor, t.arm === 'control' ? shell : [ours.path, ...shell], settings).expect(exits(0));
    t.main.read(watch, 256).deadline(deadline / 3);
    t.main.read(t.main.open(`${inside}/trace`), 64).outputs('inside\n');
    expectTrace(t, undefined, abi(1));
  },
);
