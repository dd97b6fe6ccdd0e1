import { exits, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { allowing, closing } from './controls.ts';
import {
  client,
  type Door,
  deadline,
  expectEndOfAgent,
  expectRefusal,
  goThrough,
  leaveTrace,
  run,
  session,
  superuser,
  watchForEndOfAgent,
} from './session.ts';

// On the system bus services of root do what they let the caller's user have. Landlock's domain is not part of what they ask about.
const tags = ['escape', 'unix', 'fs', 'dbus', 'systemd'];
const doc = 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)';
const bus = '/run/dbus/system_bus_socket';
const refusal = { status: 1, words: 'Failed to connect to bus: Permission denied' };

scenario(
  'loginctl kill-user has systemd-logind end the processes of the user outside unless pathname sockets are restricted: {control}',
  {
    doc,
    tags: [...tags, 'signal'],
    needs: [session],
    deadline,
    variants: { control: [...closing, allowing] },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    // A user may always kill what is theirs: systemd-logind asks nobody (src/login/logind-user-dbus.c, bus_user_method_kill()). The sandboxed process is a child of the probe's, none of the session.
    const watch = watchForEndOfAgent(t);
    const actor = client(t);
    landlock(actor, t.control.asks(bus));
    const kill = ['/usr/bin/loginctl', '--no-ask-password', '--signal=TERM', 'kill-user', 'user'];
    expectRefusal(run(actor, kill), refusal, t.control.closed);
    expectEndOfAgent(t, watch, t.control.closed);
  },
);

const ask = (...options: string[]) => ['/usr/bin/systemd-run', '--quiet', ...options, '/bin/sh', '-c', leaveTrace];
const doors: readonly (Door & { label: string })[] = [
  { label: 'by its own socket', argv: ask(), socket: '/run/systemd/private', refusal, who: superuser },
  { label: 'by the system bus, waiting', argv: ask('--wait'), socket: bus, refusal, who: superuser },
];

scenario(
  'systemd-run as root has the first process run a command outside unless pathname sockets are restricted: {door}, {control}',
  {
    doc,
    tags,
    needs: [session],
    deadline,
    variants: { door: doors, control: [...closing, allowing] },
    where: ({ door, control }) => door === doors[0] || control !== allowing,
    programs: ['strict', 'best-effort'],
  },
  (t) => goThrough(t, t.door, t.control),
);

scenario(
  'a query of the system bus is refused like all else there, unless a rule lets the bus be reached: {control}',
  {
    doc,
    tags,
    needs: [session],
    deadline,
    variants: { control: [...closing, allowing] },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const query = ['/usr/bin/systemctl', 'is-active', 'visitor.service'];
    // Nothing is wrong with the service.
    run(client(t, 'outside'), query).expect(exits(0)).prints('active');
    const actor = client(t);
    landlock(actor, t.control.asks(bus));
    expectRefusal(run(actor, query), refusal, t.control.closed);
  },
);
