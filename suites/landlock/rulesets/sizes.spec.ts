import { E2BIG, EINVAL, OK, scenario } from '../../../runner/index.ts';
import { byAbi } from '../refusals.ts';
import { FS, knownAttrSize } from '../uapi.ts';
import { users } from './users.ts';

const doc =
  'security/landlock/syscalls.c: copy_min_struct_from_user(); Documentation/userspace-api/landlock.rst: Backward and forward compatibility';
const control = 'none: about the system call itself';
const tags = ['ruleset', 'attr'];

const PAGE = 4096;
const READ_FILE = Number(FS.READ_FILE);
/** Before, at and behind the end of each field of each version of the attr. */
const boundaries = [8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 39, 40, 41, 47, 48, 49, 56, 63, 64, 65, 2048, 4095, PAGE];
const tooSmall = [0, 1, 4, 7];
/** The last ones would do if they were taken for 32 bits. */
const tooLarge = [
  PAGE + 1,
  PAGE + 8,
  2 * PAGE,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 32 + 8,
  2n ** 63n + 8n,
  2n ** 64n - 1n,
];

scenario(
  'an attr of any size from its first field to a page is accepted when the rest is zero: {user}',
  { doc, tags, control, scratch: false, variants: { user: users } },
  (t) => {
    t.user.become(t.main);
    const attr = t.buffer(2 * PAGE, Uint8Array.of(READ_FILE), 'attr');
    const create = (size: number | bigint) => t.main.syscall('landlock_create_ruleset', attr, size, 0);
    for (const size of tooSmall) create(size).expect(byAbi(() => EINVAL));
    for (const size of boundaries) create(size).expect(byAbi(() => OK));
    for (const size of tooLarge) create(size).expect(byAbi(() => E2BIG));
  },
);

scenario(
  'one byte that is not zero is refused wherever it is passed, and not looked at behind the size',
  { doc, tags, control, scratch: false },
  (t) => {
    const { main } = t;
    for (const size of boundaries.filter((boundary) => boundary < PAGE)) {
      const content = new Uint8Array(size + 1);
      content[0] = READ_FILE;
      // The highest bit of a byte means nothing in any field, or is a quiet right that is not handled.
      content[size] = 0x80;
      const attr = t.buffer(PAGE, content, 'attr');
      main.syscall('landlock_create_ruleset', attr, size, 0).expect(byAbi(() => OK));
      const refused = byAbi((level) => (size < knownAttrSize(level) ? EINVAL : E2BIG));
      main.syscall('landlock_create_ruleset', attr, size + 1, 0).expect(refused);
      if (size + 1 < PAGE) main.syscall('landlock_create_ruleset', attr, PAGE, 0).expect(refused);
    }
  },
);

/** Fields behind the first one, with a right for which the field is passed by its first byte alone. */
const fields = [
  { label: 'handled_access_net', offset: 8, since: 4 },
  { label: 'scoped', offset: 16, since: 6 },
  // Quiet is what is handled: the same bit of the first field.
  { label: 'quiet_access_fs', offset: 24, since: 10 },
] as const;

scenario(
  'of {field} that is passed in part, the part counts and the rest is zero',
  { doc, tags, control, scratch: false, variants: { field: fields } },
  ({ main, field }) => {
    const attr = new Uint8Array(48).fill(0xff, field.offset);
    attr.fill(0, 0, field.offset);
    // Bit 0 of every field is a right of its first ABI.
    attr[0] = Number(FS.EXECUTE);
    attr[field.offset] = 1;
    for (let size = field.offset + 1; size < field.offset + 8; size += 1) {
      const part = attr.slice();
      part.fill(0, field.offset + 1, size);
      const answer = byAbi((level) => (level >= field.since ? OK : E2BIG));
      main.syscall('landlock_create_ruleset', part, size, 0).expect(answer);
    }
  },
);
