import { abi, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { controls, resolvesUnix } from './controls.ts';
import { client, deadline, expectEndOfAgent, expectRefusal, run, session, watchForEndOfAgent } from './session.ts';

// Two ways to end a process outside: a signal of one's own, and asking whoever may send one. Each control closes the door that it is for, and not the other.
const tags = ['escape', 'signal', 'unix', 'systemd'];

const ways = [
  {
    label: 'pkill',
    argv: ['/usr/bin/pkill', '-x', 'ssh-agent'],
    // pkill says what kill(2) answered, and fails when it has signalled nobody (src/pgrep.c, main()).
    refusal: { status: 1, words: 'failed: Operation not permitted' },
    closedBy: 'SIGNAL',
    closed: abi(6),
  },
  {
    label: 'systemctl stop',
    argv: ['/usr/bin/systemctl', '--user', 'stop', 'ssh-agent.service'],
    refusal: { status: 1, words: 'Failed to connect to bus: Permission denied' },
    closedBy: 'RESOLVE_UNIX',
    closed: resolvesUnix,
  },
] as const;

scenario(
  '{way} ends a process outside unless what it needs is restricted: {control}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: IPC scoping',
    tags,
    needs: [session],
    deadline,
    variants: { way: ways, control: controls.filter(({ label }) => label !== 'files and abstract sockets') },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const { fs = [], scoped = [], ...rest } = t.control.asks('');
    const closes = [...fs, ...scoped].some((name) => name === t.way.closedBy);
    const watch = watchForEndOfAgent(t);
    const actor = client(t);
    landlock(actor, { fs, scoped, ...rest });
    expectRefusal(run(actor, t.way.argv), t.way.refusal, closes ? t.way.closed : undefined);
    expectEndOfAgent(t, watch, closes ? t.way.closed : undefined);
  },
);
