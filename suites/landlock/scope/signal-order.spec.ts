import { EINVAL, ESRCH, SIGUSR1, scenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { refused, signalCalls, signalScope } from './signal-calls.ts';

const doc = 'kernel/signal.c: check_kill_permission(), do_send_specific()';
/** One more than the highest process ID of any 64-bit kernel (PID_MAX_LIMIT). */
const NOBODY = 4194305;

scenario(
  'an invalid signal is EINVAL by {call}, also for a process out of scope',
  { doc, tags: ['scope', 'signal'], variants: { call: signalCalls }, programs: ['best-effort'], scratch: false },
  (t) => {
    t.main.sigprocmask([SIGUSR1]);
    const client = t.main.process('client');
    const server = t.main.process('server');
    landlock(client, signalScope);
    t.call.send(client, server, 65).expect(EINVAL).control('same');
    t.call.send(client, server, SIGUSR1).expect(refused);
  },
);

scenario(
  'a process that is not there is ESRCH inside a scope, by {call}',
  {
    doc,
    tags: ['scope', 'signal'],
    variants: { call: signalCalls.filter(({ label }) => label !== 'pidfd_send_signal') },
    programs: ['best-effort'],
    scratch: false,
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, signalScope);
    t.call.send(client, { pid: NOBODY, tid: NOBODY }, SIGUSR1).expect(ESRCH).control('same');
    client.kill(t.main, 0).expect(refused);
  },
);
