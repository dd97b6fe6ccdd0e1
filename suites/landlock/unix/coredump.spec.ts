import {
  AF_UNIX,
  ends,
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
import { clientSocket, pathNames, stream } from '../unix-sockets.ts';

// In the root directory, since the kernel looks the path up in the first mount namespace.
const PATH = '/kconform-coredump';
const address = pathAddress(PATH);

scenario(
  'the kernel takes the core of a sandboxed process to a socket that the process must not reach',
  {
    doc: 'security/landlock/fs.c: hook_unix_find() (SOCK_COREDUMP); fs/coredump.c: coredump_sock_connect(), check_coredump_socket()',
    tags: ['fs', 'unix', 'coredump'],
    programs: ['strict', 'best-effort'],
    scratch: false,
    needs: [feature('coredump-socket'), 'root'],
  },
  (t) => {
    const client = t.main.process('client');
    landlock(client, pathNames.sandbox);
    const listener = t.main.socket(AF_UNIX, SOCK_STREAM);
    t.main.bind(listener, address);
    t.main.listen(listener);
    const { restore } = setSysctl(t.main, 'kernel/core_pattern', `@${PATH}`);
    client.connect(clientSocket(client, stream), address).expect(pathNames.denied);
    const crash = client.kill(client, SIGSEGV).expect(ends).start();
    // The client's own connection comes first where nothing denies it.
    const reached = t.arm === 'control' || t.facts.abi < 9;
    if (reached) t.main.close(t.main.accept(listener));
    const core = t.main.accept(listener).expect(OK);
    t.main.recv(core, 4).expect(value(4)).outputs('\x7fELF');
    t.main.close(core);
    crash.await();
    t.main.wait4(client).expect(OK);
    restore();
    t.main.unlink(PATH);
  },
);
