import {
  type Actor,
  AF_UNIX,
  abi,
  type Context,
  EPERM,
  exits,
  O_CREAT,
  O_WRONLY,
  OK,
  PTRACE_SEIZE,
  pathAddress,
  SO_PEERCRED,
  SOCK_STREAM,
  SOL_SOCKET,
  type Step,
  scenario,
  since,
  type Value,
  value,
} from '../../../runner/index.ts';
import { landlock, type SandboxSpec } from '../sandbox.ts';
import { allowing, closing, everything, readOnly } from './controls.ts';
import {
  agentSocket,
  client,
  closesHere,
  connectTo,
  deadline,
  expectConnection,
  expectEither,
  expectRefusal,
  outside,
  run,
  session,
} from './session.ts';

// Doors without a name: descriptors from before the sandbox or from a server, and those of processes outside.
const more = { needs: [session], deadline, programs: ['strict', 'best-effort'] } as const;
const tags = ['escape', 'unix', 'fd'];
const trace = `${outside}/escaped`;

// Messages of the agent's protocol (draft-ietf-sshm-ssh-agent: SSH_AGENTC_REMOVE_ALL_IDENTITIES, SSH_AGENT_SUCCESS): length, type.
const removeAll = Uint8Array.of(0, 0, 0, 1, 19);
const success = Uint8Array.of(0, 0, 0, 1, 6);

scenario(
  'an inherited connection takes the keys from an agent outside, whatever is restricted: {control}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_ACCESS_FS_RESOLVE_UNIX, "with an explicit recipient address"',
    tags: [...tags, 'ssh-agent'],
    ...more,
    variants: { control: closing },
  },
  (t) => {
    const variables = { SSH_AUTH_SOCK: agentSocket };
    const owner = client(t, 'owner');
    run(owner, ['/bin/sh', '-c', "ssh-keygen -q -t ed25519 -N '' -f /home/user/key"]);
    run(owner, ['/usr/bin/ssh-add', '-q', '/home/user/key'], variables);
    const socket = connectTo(owner, agentSocket);
    const heir = owner.process('heir');
    landlock(heir, t.control.asks(''));
    heir.send(socket, removeAll).expect(value(removeAll.length));
    heir.recv(socket, success.length).expect(value(success.length)).outputs(success);
    // ssh-add exits with 1 when the agent has no keys (ssh-add(1)).
    run(owner, ['/usr/bin/ssh-add', '-l'], variables).expect(exits(1)).prints('The agent has no identities.');
  },
);

scenario(
  'a server outside that hands over a descriptor has a file written, unless it cannot be reached: {control}',
  {
    doc: 'Documentation/security/landlock.rst: File descriptor access rights',
    tags: [...tags, 'fs', 'scm_rights'],
    ...more,
    variants: { control: [...closing, allowing] },
  },
  (t) => {
    const { closed } = t.control;
    const deputy = '/run/user/1000/deputy';
    const server = client(t, 'server');
    const file = server.open(trace, O_WRONLY | O_CREAT);
    const listener = server.socket(AF_UNIX, SOCK_STREAM);
    server.bind(listener, pathAddress(deputy));
    server.listen(listener);
    const actor = client(t);
    landlock(actor, t.control.asks(deputy));
    const socket = expectConnection(actor, deputy, closed);
    if (!closesHere(t, closed)) {
      server.sendFds(server.accept(listener), [file]);
      actor.write(actor.receiveFds(socket).fds[0]!, 'escaped\n').expect(value(8));
    }
    expectEither(t.main.read(t.main.open(trace), 64), closed, value(0), value(8));
  },
);

// Any domain keeps from tracing what is not in it, and /proc/PID asks the same question (fs/proc/base.c, proc_pid_get_link()); only then paths are looked at.
const everywhere: SandboxSpec = everything([{ path: '/', access: ['EXECUTE', 'READ_FILE', 'READ_DIR', 'WRITE_FILE'] }]);
const tracing = 'Documentation/userspace-api/landlock.rst: Ptrace restrictions';
const held = 9;
/** A program that goes on in the background, with the trace as a descriptor. */
const hold = ['/bin/sh', '-c', 'sleep 600 &'];

/** Has the program started by somebody who holds the trace: the client, in its sandbox, or another. */
function holder(t: Context, actor: Actor, spec: SandboxSpec, inside: boolean): void {
  const starter = inside ? actor : client(t, 'starter');
  starter.dup3(starter.open(trace, O_WRONLY | O_CREAT), held);
  landlock(actor, spec);
  run(starter, hold);
}

scenario(
  'the files of a process are closed through {door} {process}',
  {
    doc: `${tracing}; fs/proc/base.c: proc_pid_get_link()`,
    tags: ['escape', 'fd', 'proc', 'ptrace'],
    ...more,
    variants: {
      door: [
        { label: '/proc/PID/fd', path: `fd/${held}` },
        { label: '/proc/PID/root', path: `root${trace}` },
      ],
      process: [
        { label: 'outside, even if files may be written', spec: everywhere, inside: false },
        { label: 'in the sandbox, if files may not be written', spec: readOnly({}), inside: true },
      ],
    },
  },
  (t) => {
    const actor = client(t);
    holder(t, actor, t.process.spec, t.process.inside);
    // By its own name it may be opened: nothing but the way is closed.
    if (!t.process.inside) actor.open(trace, O_WRONLY).expect(OK);
    // The shell says what open(2) answered, and exits with 2.
    const write = `echo escaped > /proc/$(pgrep -u user -x sleep)/${t.door.path}`;
    expectRefusal(run(actor, ['/bin/sh', '-c', write]), { status: 2, words: 'Permission denied' }, abi(1));
    expectEither(t.main.read(t.main.open(trace), 64), abi(1), value(0), value(8));
  },
);

const calls: readonly { label: string; make: (actor: Actor, pid: Value) => Step }[] = [
  { label: 'ptrace', make: (actor, pid) => actor.ptrace(PTRACE_SEIZE, pid) },
  { label: 'pidfd_getfd', make: (actor, pid) => actor.pidfdGetfd(actor.pidfdOpen(pid), 0) },
];

scenario(
  '{call} of a tmux server outside is refused, whatever is restricted',
  { doc: tracing, tags: ['escape', 'fd', 'ptrace', 'tmux'], ...more, variants: { call: calls } },
  (t) => {
    const actor = client(t);
    // Who listens there: the server, by its pid (unix(7), SO_PEERCRED).
    const socket = connectTo(actor, '/tmp/tmux-1000/default');
    const credentials = actor.getsockopt(socket, SOL_SOCKET, SO_PEERCRED, 12);
    landlock(actor, readOnly({}));
    t.call.make(actor, credentials.loaded(0, 4)).expect(since(abi(1), EPERM).otherwise(OK));
    if (t.call.label !== 'ptrace') return;
    const status = `/proc/$(pgrep -x 'tmux: server')/status`;
    const untraced = `while read name value; do [ $name != TracerPid: ] || exit $((value != 0)); done < ${status}`;
    expectEither(run(client(t, 'outside'), ['/bin/sh', '-c', untraced]), abi(1), exits(0), exits(1));
  },
);
