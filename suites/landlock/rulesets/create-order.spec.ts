import {
  type Actor,
  array,
  E2BIG,
  EFAULT,
  EINVAL,
  ENOMSG,
  named,
  type Step,
  scenario,
  u64,
  type Value,
} from '../../../runner/index.ts';
import { NOWHERE } from '../abi/bad-calls.ts';
import { FS, knownAttrSize } from '../uapi.ts';
import { type Check, combinationsOf, firstRefusal, type Mistake } from './order.ts';
import { users } from './users.ts';

/** Arguments of landlock_create_ruleset; the fields are the words of the attr that is passed, eight of them. */
interface Call {
  readonly flags: number;
  readonly attr: 'right' | 'NULL' | 'unmapped';
  readonly size: number;
  readonly fs: 'READ_FILE' | 'nothing' | 'with an unknown bit' | 'only an unknown bit';
  readonly net: bigint;
  readonly scoped: bigint;
  readonly quietFs: bigint;
  readonly tail: bigint;
}

const UNKNOWN = 1n << 63n;
const ATTR_SIZE = 64;
const RIGHT: Call = {
  flags: 0,
  attr: 'right',
  size: ATTR_SIZE,
  fs: 'READ_FILE',
  net: 0n,
  scoped: 0n,
  quietFs: 0n,
  tail: 0n,
};
const FS_BITS = {
  READ_FILE: FS.READ_FILE,
  nothing: 0n,
  'with an unknown bit': FS.READ_FILE | UNKNOWN,
  'only an unknown bit': UNKNOWN,
} as const;

/** The attr and what follows it, as 64-bit words. */
const wordsOf = ({ fs, net, scoped, quietFs, tail }: Call) => [FS_BITS[fs], net, scoped, quietFs, 0n, 0n, 0n, tail];

/** Whether something is not zero that a kernel of the ABI does not know. */
const hasTail = (call: Call, level: number) =>
  wordsOf(call).some((word, at) => word !== 0n && at * 8 >= knownAttrSize(level));

// security/landlock/syscalls.c: landlock_create_ruleset(), copy_min_struct_from_user(); lib/usercopy.c: copy_struct_from_user();
// security/landlock/ruleset.c: landlock_create_ruleset(). The order is the same in 5.13 and in 7.3.
const checks: readonly Check<Call>[] = [
  // Every call here has an attr or a size, so no flag makes it a query.
  { answer: EINVAL, refuses: ({ flags }) => flags !== 0 },
  { answer: EFAULT, refuses: ({ attr }) => attr === 'NULL' },
  { answer: EINVAL, refuses: ({ size }) => size < 8 },
  { answer: E2BIG, refuses: ({ size }) => size > 4096 },
  { answer: EFAULT, refuses: ({ attr }) => attr === 'unmapped' },
  { answer: E2BIG, refuses: hasTail },
  { answer: EINVAL, refuses: ({ fs, net, scoped }) => (FS_BITS[fs] & UNKNOWN) !== 0n || net !== 0n || scoped !== 0n },
  { answer: EINVAL, refuses: ({ quietFs }) => quietFs !== 0n },
  { answer: ENOMSG, refuses: ({ fs }) => fs === 'nothing' },
];

const mistakes: readonly Mistake<Call>[] = [
  { label: 'the flag of the version query', change: { flags: 1 } },
  { label: 'the flag of the errata query', change: { flags: 2 } },
  { label: 'an unknown flag', change: { flags: 2 ** 31 } },
  { label: 'no attr', change: { attr: 'NULL' } },
  { label: 'a size of zero', change: { size: 0 } },
  { label: 'a size that is too small', change: { size: 7 } },
  { label: 'a size that is too large', change: { size: 4097 } },
  { label: 'an attr that is not mapped', change: { attr: 'unmapped' } },
  { label: 'content behind the attr', change: { tail: 1n } },
  { label: 'an unknown right for files', change: { fs: 'with an unknown bit' } },
  { label: 'nothing but an unknown right for files', change: { fs: 'only an unknown bit' } },
  { label: 'an unknown right for the network', change: { net: UNKNOWN } },
  { label: 'an unknown scope', change: { scoped: UNKNOWN } },
  { label: 'a quiet right that is not handled', change: { quietFs: FS.WRITE_FILE } },
  { label: 'nothing handled', change: { fs: 'nothing' } },
];

function create(actor: Actor, call: Call, words: string): Step {
  const attrs: Record<Call['attr'], Value> = {
    right: named(array(u64, wordsOf(call)), 'attr'),
    NULL: null,
    unmapped: NOWHERE,
  };
  return actor.syscall('landlock_create_ruleset', named(attrs[call.attr], words), call.size, call.flags);
}

scenario(
  'landlock_create_ruleset with {mistake}, and maybe another mistake, answers for the one that is checked first: {user}',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset(), copy_min_struct_from_user()',
    tags: ['ruleset', 'errno'],
    control: 'none: about the system call itself',
    scratch: false,
    variants: { mistake: mistakes, user: users },
  },
  ({ main, mistake, user }) => {
    user.become(main);
    for (const { words, call } of combinationsOf(mistakes, mistake, RIGHT)) {
      create(main, call, words).expect(firstRefusal(checks, call));
    }
  },
);
