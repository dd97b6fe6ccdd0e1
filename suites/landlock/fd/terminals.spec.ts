import {
  abi,
  EACCES,
  O_NOCTTY,
  O_RDWR,
  OK,
  scenario,
  since,
  TIOCGPTPEER,
  TIOCSPTLCK,
  TIOCSTI,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';

const tags = ['fd', 'ioctl', 'terminal'];
const programs = ['strict', 'best-effort'] as const;

scenario(
  'a terminal that was opened before the domain takes what TIOCSTI types, one that is opened under it does not',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Access rights (LANDLOCK_ACCESS_FS_IOCTL_DEV); drivers/tty/tty_io.c: tiocsti()',
    tags,
    programs,
    scratch: false,
  },
  (t) => {
    const actor = t.main.process('sandboxed');
    const master = actor.open('/dev/ptmx', O_RDWR | O_NOCTTY);
    actor.ioctl(master, TIOCSPTLCK, new Uint8Array(4));
    const before = actor.ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    landlock(actor, { fs: ['IOCTL_DEV'] });
    const under = actor.ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    actor.ioctl(under, TIOCSTI, '!').expect(since(abi(5), EACCES).otherwise(OK));
    actor.ioctl(before, TIOCSTI, '?').expect(OK);
    actor.ioctl(before, TIOCSTI, '\n').expect(OK);
    const typed = since<string>(abi(5), '?\n').otherwise('!?\n');
    actor.read(before).outputs(t.arm === 'control' ? '!?\n' : typed);
  },
);

scenario(
  'the other side of a terminal is opened by today’s domain, whatever descriptor asks for it',
  {
    doc: 'drivers/tty/pty.c: ptm_open_peer_file() (opens with the caller’s credentials); security/landlock/fs.c: hook_file_open()',
    tags,
    programs,
    scratch: false,
  },
  (t) => {
    const actor = t.main.process('sandboxed');
    const master = actor.open('/dev/ptmx', O_RDWR | O_NOCTTY);
    actor.ioctl(master, TIOCSPTLCK, new Uint8Array(4));
    const before = actor.ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    landlock(actor, { fs: ['READ_FILE'] });
    actor.ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY).expect(since(abi(1), EACCES).otherwise(OK));
    actor.write(master, 'typed\n').expect(value(6));
    actor.read(before).expect(value(6)).outputs('typed\n');
  },
);
