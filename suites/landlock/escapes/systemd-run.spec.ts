import { abi, exits, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { allowing, controls, readOnly } from './controls.ts';
import { client, type Door, deadline, expectTrace, goThrough, leaveTrace, run, session } from './session.ts';

// The user's manager runs commands for whoever reaches it: through its private socket, or the session bus when systemd-run waits for the end or passes its standard streams (src/run/run.c, run()).
const tags = ['escape', 'unix', 'fs', 'systemd'];
const doc = 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)';

const refusal = { status: 1, words: 'Failed to connect to bus: Permission denied' };
const bus = '/run/user/1000/bus';
const manager = '/run/user/1000/systemd/private';
const command = ['/bin/sh', '-c', leaveTrace];
const ask = (...options: string[]) => ['/usr/bin/systemd-run', '--user', '--quiet', ...options, ...command];

const doors: readonly (Door & { label: string })[] = [
  { label: 'by the socket of the manager', argv: ask(), socket: manager, refusal },
  { label: 'by the bus, waiting', argv: ask('--wait'), socket: bus, refusal },
  { label: 'by the bus, with its streams', argv: ask('--pipe'), socket: bus, refusal },
];

scenario(
  'systemd-run has the manager of the user run a command outside unless pathname sockets are restricted: {door}, {control}',
  {
    doc,
    tags,
    needs: [session],
    deadline,
    variants: { door: doors, control: controls },
    // Every control for one door; the others open and close with the same ones.
    where: ({ door, control }) => door === doors[0] || control === controls[0] || control === controls.at(-1),
    programs: ['strict', 'best-effort'],
  },
  (t) => goThrough(t, t.door, t.control),
);

scenario(
  'systemd-run has the manager of the user run a command outside through a rule for its socket: {door}',
  { doc, tags, needs: [session], deadline, variants: { door: doors }, programs: ['strict', 'best-effort'] },
  (t) => goThrough(t, t.door, allowing),
);

scenario(
  'a command in a scope of the manager stays in the sandbox of whoever asked',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Inheritance',
    tags,
    needs: [session],
    deadline,
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const actor = client(t);
    landlock(actor, readOnly({}));
    // systemd-run itself becomes the command (src/run/run.c, start_transient_scope()), so the manager only accounts for it. The shell says what open(2) answered.
    run(actor, ask('--scope'))
      .expect(since(abi(1), exits(2)).otherwise(exits(0)))
      .control(exits(0))
      .prints(since(abi(1), 'cannot create /home/user/escaped: Permission denied').otherwise(''));
    expectTrace(t, undefined, abi(1));
  },
);
