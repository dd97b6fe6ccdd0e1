import { exits, scenario, since } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { allowing, closing } from './controls.ts';
import { client, deadline, expectConnection, expectEither, run, session } from './session.ts';

// Not every socket is a way out: a user whom no file knows is looked up by systemd's varlink sockets (nss-systemd(8)). Denied, such a user does not exist: neither program tells an errno
// (src/shared/userdb.c, userdb_by_name(); src/userdb/userdbctl.c, display_user(); getent(1)), so the sandboxed process calls connect(2) itself, too.
const sockets = '/run/systemd/userdb';
const lookups = [
  { label: 'getent', argv: ['/usr/bin/getent', 'passwd', 'visitor'], found: 'visitor:x:', status: 2, words: '' },
  {
    label: 'userdbctl',
    argv: ['/usr/bin/userdbctl', '--output=classic', 'user', 'visitor'],
    found: 'visitor:x:',
    status: 1,
    words: 'User visitor does not exist.',
  },
] as const;

scenario(
  '{lookup} finds a user whom only systemd knows unless pathname sockets are restricted: {control}',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Pathname UNIX sockets (ABI < 9)',
    tags: ['unix', 'fs', 'systemd', 'userdb'],
    needs: [session],
    deadline,
    variants: { lookup: lookups, control: [...closing, allowing] },
    programs: ['strict', 'best-effort'],
  },
  (t) => {
    const { argv, found, status, words } = t.lookup;
    const { closed } = t.control;
    // The user is there for others.
    run(client(t, 'outside'), argv).expect(exits(0)).prints(found);
    const actor = client(t);
    landlock(actor, t.control.asks(sockets));
    expectConnection(actor, `${sockets}/io.systemd.DynamicUser`, closed);
    const lookup = expectEither(run(actor, argv), closed, exits(status), exits(0));
    lookup.prints(closed === undefined ? found : since<string>(closed, words).otherwise(found));
  },
);
