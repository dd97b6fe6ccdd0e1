import { scenario } from '../../../runner/index.ts';
import { allowing, closing } from './controls.ts';
import { type Door, deadline, goThrough, session } from './session.ts';

// A message to a name that nobody has yet makes the bus start its service, outside. libdbus says what connect(2) answered (dbus-sysdeps-unix.c, _dbus_connect_unix_socket()).
const tags = ['escape', 'unix', 'fs', 'dbus'];
const doc = 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)';
const socket = '/run/user/1000/bus';

const activation: Door = {
  argv: [
    '/usr/bin/dbus-send',
    '--session',
    '--type=method_call',
    '--dest=org.kconform.Escape',
    '/',
    'org.kconform.Escape.Run',
  ],
  variables: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` },
  socket,
  refusal: { status: 1, words: `Failed to connect to socket ${socket}: Permission denied` },
};

scenario(
  'a message on the session bus starts a service outside unless pathname sockets are restricted: {control}',
  {
    doc,
    tags,
    needs: [session],
    deadline,
    variants: { control: [...closing, allowing] },
    programs: ['strict', 'best-effort'],
  },
  (t) => goThrough(t, activation, t.control),
);
