import { exits, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { allowing, closing } from './controls.ts';
import { client, deadline, expectConnection, expectEither, expectRefusal, run, session } from './session.ts';

// gpg-agent does for whoever reaches its socket what it does for its user: it keeps a value here, as it would a key. gpg-connect-agent tells that connect(2) failed, but not the errno
// (GnuPG: tools/gpg-connect-agent.c, main(); libgpg-error: GPG_ERR_ASS_CONNECT_FAILED), so the sandboxed process calls it itself, too.
const socket = '/run/user/1000/gnupg/S.gpg-agent';
const ask = (command: string) => ['/usr/bin/gpg-connect-agent', '--raw-socket', socket, command, '/bye'];
const refusal = { status: 1, words: `can't connect to socket '${socket}': IPC connect call failed` };

scenario(
  'gpg-connect-agent has an agent outside keep a value unless pathname sockets are restricted: {control}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)',
    tags: ['escape', 'unix', 'fs', 'gpg-agent'],
    needs: [session],
    deadline,
    variants: { control: [...closing, allowing] },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const actor = client(t);
    landlock(actor, t.control.asks(socket));
    expectRefusal(run(actor, ask('PUTVAL kconform escaped')), refusal, t.control.closed);
    expectConnection(actor, socket, t.control.closed);
    // The agent has the value, or answers that it has none (GnuPG: agent/command.c, cmd_getval()); the shell makes that an exit status.
    const has = `case "$(${ask("'GETVAL kconform'").join(' ')})" in 'D escaped'*) ;; *) exit 1 ;; esac`;
    expectEither(run(client(t, 'outside'), ['/bin/sh', '-c', has]), t.control.closed, exits(1), exits(0));
  },
);
