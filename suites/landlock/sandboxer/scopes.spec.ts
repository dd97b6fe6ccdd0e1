import {
  abi,
  and,
  EPERM,
  feature,
  not,
  OK,
  PR_GET_NO_NEW_PRIVS,
  scenario,
  since,
  value,
  when,
} from '../../../runner/index.ts';
import { abstractNames, connecting, meet, pathNames, serve, stream } from '../unix-sockets.ts';
import type { Policy } from './policy.ts';
import { SAMPLE } from './programs.ts';
import { alike, restrict, ways } from './ways.ts';

type Letters = NonNullable<Policy['scoped']>;
const letters: readonly Letters[] = [[], ['a'], ['s'], ['a', 's'], ['u'], ['u', 'a'], ['u', 'a', 's']];

const way = connecting(stream);

for (const entrance of ways) {
  const { label, needs } = entrance;

  scenario(
    `what LL_SCOPED={letters} keeps from reaching outside, in a sandbox of ${label}`,
    {
      ...alike,
      doc: `${SAMPLE}, check_ruleset_scope()`,
      needs,
      variants: { letters: letters.map((scoped) => ({ label: scoped.join(':') || 'nothing', scoped })) },
    },
    (t) => {
      const { main } = t;
      const has = (letter: Letters[number]) => t.letters.scoped.includes(letter);
      const scoped = since(abi(6), EPERM).otherwise(OK);
      // All may be changed, so a rule grants RESOLVE_UNIX where the kernel has it, and then no scope of the same ruleset denies.
      const proposed = when(and(feature('scope-pathname-unix'), not(abi(9))), EPERM).otherwise(OK);
      const doors = [
        { address: abstractNames.address('outside'), answer: has('a') ? scoped : OK },
        { address: pathNames.address('outside'), answer: has('u') ? proposed : OK },
      ].map((door) => ({ ...door, listener: serve(main, stream, door.address) }));
      const client = main.process('client');
      restrict(t, client, entrance, { readOnly: [], readWrite: ['/'], scoped: t.letters.scoped });
      for (const door of doors) meet({ way, client, server: main, ...door });
      client.kill(main, 0).expect(has('s') ? scoped : OK);
      // What is inside can be reached whatever the scope.
      const server = client.process('server');
      for (const names of [abstractNames, pathNames]) {
        const address = names.address('inside');
        meet({ way, client, server, listener: serve(server, stream, address), address, answer: OK });
      }
      client.kill(server, 0).expect(OK);
    },
  );

  scenario(
    `nothing gains privileges in a sandbox of ${label}`,
    {
      ...alike,
      doc: 'Documentation/userspace-api/no_new_privs.rst',
      needs: [...needs, abi(1)],
      control: 'none: about what a sandbox brings along',
    },
    (t) => {
      const client = t.main.process('client');
      restrict(t, client, entrance, { readOnly: ['/'], readWrite: [] });
      client.prctl(PR_GET_NO_NEW_PRIVS).expect(value(1));
      t.main.prctl(PR_GET_NO_NEW_PRIVS).expect(value(0));
    },
  );
}
