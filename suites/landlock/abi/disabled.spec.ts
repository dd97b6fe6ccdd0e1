import {
  ENOSYS,
  EOPNOTSUPP,
  type Expectation,
  landlockIs,
  O_RDONLY,
  OK,
  scenario,
  value,
  when,
} from '../../../runner/index.ts';
import { addPathRule, queryLandlock, restrictSelf } from '../calls.ts';
import { landlock } from '../sandbox.ts';
import { CREATE_RULESET_ERRATA, CREATE_RULESET_VERSION } from '../uapi.ts';
import { calls, NOWHERE } from './bad-calls.ts';

// The kernel is booted with `lsm=capability`, which leaves Landlock out.

const doc =
  'Documentation/userspace-api/landlock.rst: Boot time configuration; security/landlock/syscalls.c: is_initialized()';
const control = 'none: about the system call itself';
const boot = 'landlock-disabled';
const refused: Expectation = when(landlockIs('absent'), ENOSYS).otherwise(EOPNOTSUPP);
const users = [
  { label: 'root', drops: false },
  { label: 'an ordinary user', drops: true },
];

scenario(
  'disabled at boot, before any other check and for {user}: {call}',
  { doc, tags: ['abi', 'boot'], control, boot, scratch: false, variants: { call: calls, user: users } },
  ({ main, call, user }) => {
    // An ordinary user without no_new_privs: an enabled Landlock would refuse to restrict.
    if (user.drops) main.dropPrivileges();
    call.make(main).expect(refused);
  },
);

scenario(
  'disabled at boot, there is no answer to the query for the {query}',
  {
    doc,
    tags: ['abi', 'boot'],
    control,
    boot,
    scratch: false,
    variants: {
      query: [
        { label: 'version', flags: CREATE_RULESET_VERSION },
        { label: 'errata', flags: CREATE_RULESET_ERRATA },
      ],
    },
  },
  ({ main, query }) => {
    queryLandlock(main, query.flags).expect(refused);
  },
);

scenario(
  'disabled at boot, every flag and every size is refused alike: {user}',
  { doc, tags: ['abi', 'boot'], control, boot, scratch: false, variants: { user: users } },
  ({ main, user }) => {
    if (user.drops) main.dropPrivileges();
    const bits = Array.from({ length: 32 }, (_, bit) => 2 ** bit);
    for (const flags of [0, ...bits, 2 ** 32 - 1]) {
      queryLandlock(main, flags).expect(refused);
      addPathRule(main, -1, -1, 0n, flags).expect(refused);
      restrictSelf(main, -1, flags).expect(refused);
    }
    for (const type of [0, 1, 2, 3]) main.syscall('landlock_add_rule', -1, type, null, 0).expect(refused);
    for (const size of [0, 7, 8, 48, 4096, 4097, 2n ** 64n - 1n]) {
      main.syscall('landlock_create_ruleset', NOWHERE, size, 0).expect(refused);
      main.syscall('landlock_create_ruleset', null, size, 0).expect(refused);
    }
  },
);

scenario(
  'disabled at boot, a program that tries to sandbox itself is told so or goes on unrestricted',
  { doc, tags: ['abi', 'boot'], boot, programs: ['strict', 'best-effort'] },
  (t) => {
    t.main.writeFile('file', 'content');
    const sandboxed = t.main.process('sandboxed');
    landlock(sandboxed, { fs: ['READ_FILE'] });
    const file = sandboxed.open('file', O_RDONLY).expect(OK);
    sandboxed.read(file).expect(value(7)).outputs('content');
  },
);
