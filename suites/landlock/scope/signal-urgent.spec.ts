import {
  AF_INET,
  F_SETOWN,
  inet4,
  MSG_OOB,
  OK,
  POLLPRI,
  SIGURG,
  SOCK_STREAM,
  scenario,
  value,
} from '../../../runner/index.ts';
import { relation } from '../relations.ts';
import { landlock } from '../sandbox.ts';
import { signalScope } from './signal-calls.ts';
import { lost } from './signal-owners.ts';

const address = inet4('127.0.0.1', 4000);

scenario(
  'SIGURG for urgent data goes to the owner of the socket as SIGIO does, owner named {moment}: {relation}',
  {
    doc: 'fs/fcntl.c: send_sigurg(), sigio_perm(); security/landlock/task.c: hook_file_send_sigiotask()',
    tags: ['scope', 'signal', 'fd'],
    variants: {
      moment: [
        { label: 'before enforcement', early: true },
        { label: 'after enforcement', early: false },
      ],
      relation: [
        relation('client sandboxed', 'a', ''),
        relation('server sandboxed', '', 'a'),
        relation('siblings', 'a', 'b'),
      ],
    },
    programs: ['strict', 'best-effort'],
    namespaces: ['net'],
    scratch: false,
  },
  (t) => {
    t.main.sigprocmask([SIGURG]);
    const listener = t.main.socket(AF_INET, SOCK_STREAM);
    t.main.bind(listener, address);
    t.main.listen(listener);
    const peer = t.main.socket(AF_INET, SOCK_STREAM);
    t.main.connect(peer, address);
    const socket = t.main.accept(listener);
    const client = t.main.process('client');
    const server = t.main.process('server');
    if (t.moment.early) client.fcntl(socket, F_SETOWN, server);
    if (t.relation.server.length > 0) landlock(server, signalScope);
    if (t.relation.client.length > 0) landlock(client, signalScope);
    if (!t.moment.early) client.fcntl(socket, F_SETOWN, server);
    t.main.send(peer, '!', MSG_OOB).expect(value(1));
    t.main.poll(socket, POLLPRI, 1000).expect(value(1));
    server.sigtimedwait([SIGURG]).expect(t.relation.outOfScope && !t.moment.early ? lost : OK);
  },
);
