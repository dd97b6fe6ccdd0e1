import { exits, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { allowing, closing } from './controls.ts';
import { agentSocket, client, deadline, expectEither, expectRefusal, run, session } from './session.ts';

// Keys in an agent are as far away as its socket. ssh-add says what connect(2) answered (ssh-add.c, main()).
const tags = ['escape', 'unix', 'fs', 'ssh-agent'];
const variables = { SSH_AUTH_SOCK: agentSocket };
const refusal = { status: 2, words: 'Error connecting to agent: Permission denied' };

scenario(
  'ssh-add takes the keys from an agent outside unless pathname sockets are restricted: {control}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)',
    tags,
    needs: [session],
    deadline,
    variants: { control: [...closing, allowing] },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const actor = client(t);
    landlock(actor, t.control.asks(agentSocket));
    const outside = client(t, 'outside');
    run(outside, ['/bin/sh', '-c', "ssh-keygen -q -t ed25519 -N '' -f /home/user/key"]);
    run(outside, ['/usr/bin/ssh-add', '-q', '/home/user/key'], variables);
    expectRefusal(run(actor, ['/usr/bin/ssh-add', '-D'], variables), refusal, t.control.closed);
    // Whether a key is left is what the exit status says.
    expectEither(run(outside, ['/usr/bin/ssh-add', '-l'], variables), t.control.closed, exits(0), exits(1));
  },
);
