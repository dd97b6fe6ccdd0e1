import {
  AF_UNIX,
  type Context,
  ends,
  evaluate,
  feature,
  OK,
  pathAddress,
  SIGSEGV,
  SOCK_STREAM,
  scenario,
  value,
} from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { setSysctl } from '../sysctl.ts';
import { clientSocket, type NameSpace, pathNames, stream } from '../unix-sockets.ts';
import { proposal, proposed } from './proposal.ts';

// In the root directory, since the kernel looks the path up in the first mount namespace.
const PATH = '/kconform-coredump';
const address = pathAddress(PATH);

/** The kernel connects for a process that must not, and the process itself must not. */
function coreArrives(t: Context, names: NameSpace): void {
  const client = t.main.process('client');
  landlock(client, names.sandbox);
  const listener = t.main.socket(AF_UNIX, SOCK_STREAM);
  t.main.bind(listener, address);
  t.main.listen(listener);
  const { restore } = setSysctl(t.main, 'kernel/core_pattern', `@${PATH}`);
  client.connect(clientSocket(client, stream), address).expect(names.denied);
  const crash = client.kill(client, SIGSEGV).expect(ends).start();
  // The client's own connection comes first where nothing denies it.
  const reached = t.arm === 'control' || evaluate(names.denied, t.facts) === OK;
  if (reached) t.main.close(t.main.accept(listener));
  const core = t.main.accept(listener).expect(OK);
  t.main.recv(core, 4).expect(value(4)).outputs('\x7fELF');
  t.main.close(core);
  crash.await();
  t.main.wait4(client).expect(OK);
  restore();
  t.main.unlink(PATH);
}

const more = {
  programs: ['strict', 'best-effort'],
  scratch: false,
  needs: [feature('coredump-socket'), 'root'],
} as const;

scenario(
  'the kernel takes the core of a sandboxed process to a socket that the process must not reach',
  {
    ...more,
    doc: 'security/landlock/fs.c: hook_unix_find() (SOCK_COREDUMP); fs/coredump.c: coredump_sock_connect(), check_coredump_socket()',
    tags: ['fs', 'unix', 'coredump'],
  },
  (t) => coreArrives(t, pathNames),
);

scenario(
  'the kernel takes the core of a sandboxed process to a socket out of the proposed scope',
  { ...more, doc: proposal.doc, tags: [...proposal.tags, 'coredump'] },
  (t) => coreArrives(t, proposed),
);
