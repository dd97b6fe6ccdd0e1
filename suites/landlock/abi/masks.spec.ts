import type { Masks } from '../../../runner/facts/facts.ts';
import { masksOfAbi } from '../../../runner/facts/hypothetical.ts';
import { E2BIG, EINVAL, type Facts, OK, scenario } from '../../../runner/index.ts';
import { createRuleset } from '../calls.ts';
import { byAbi, createRulesetAnswer, type RulesetValues } from '../refusals.ts';
import { FS, knownAttrSize, NET, SCOPE } from '../uapi.ts';

const doc = 'include/uapi/linux/landlock.h; Documentation/userspace-api/landlock.rst: Previous limitations';
const control = 'none: about the system call itself';
const tags = ['abi', 'ruleset'];

const rights = [
  ...Object.entries(FS).map(([name, bit]) => ({ label: name, values: { handledFs: bit } })),
  ...Object.entries(NET).map(([name, bit]) => ({ label: name, values: { handledNet: bit } })),
  ...Object.entries(SCOPE).map(([name, bit]) => ({ label: name, values: { scoped: bit } })),
  { label: 'quiet READ_FILE', values: { handledFs: FS.READ_FILE, quietFs: FS.READ_FILE } },
  { label: 'quiet BIND_TCP', values: { handledNet: NET.BIND_TCP, quietNet: NET.BIND_TCP } },
  { label: 'quiet SIGNAL', values: { scoped: SCOPE.SIGNAL, quietScoped: SCOPE.SIGNAL } },
].map(({ label, values }) => ({ label, values: { ...nothing(), ...values } }));

function nothing(): RulesetValues {
  return { handledFs: 0n, handledNet: 0n, scoped: 0n, quietFs: 0n, quietNet: 0n, quietScoped: 0n };
}

scenario(
  'a ruleset may handle {right} from its ABI on',
  { doc, tags, control, scratch: false, variants: { right: rights } },
  ({ main, right }) => {
    createRuleset(main, right.values).expect(createRulesetAnswer(right.values));
  },
);

/** The fields of the attr, and where they begin. */
const fields = [
  { label: 'fs', key: 'handledFs', mask: 'fs', offset: 0 },
  { label: 'net', key: 'handledNet', mask: 'net', offset: 8 },
  { label: 'scoped', key: 'scoped', mask: 'scoped', offset: 16 },
] as const;

/** What the ABI has, and the proposed scope where a kernel has it. */
function knownTo(facts: Facts): Masks {
  const masks = masksOfAbi(facts.abi);
  return { ...masks, scoped: masks.scoped | (facts.masks.scoped & SCOPE.PATHNAME_UNIX_SOCKET) };
}

const firstUnknown = (mask: bigint) => mask + 1n;

scenario(
  'a ruleset with all {field} rights of the ABI is accepted',
  { doc, tags, control, scratch: false, variants: { field: fields } },
  ({ main, field, facts }) => {
    const mask = masksOfAbi(facts.abi)[field.mask];
    // What has no such field is asked for a right that every ABI has.
    const values = mask === 0n ? { handledFs: FS.READ_FILE } : { [field.key]: mask };
    createRuleset(main, values).expect(byAbi(() => OK));
  },
);

scenario(
  'a ruleset with the first unknown {field} bit, {company}, is refused',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset(), copy_min_struct_from_user()',
    tags,
    control,
    scratch: false,
    variants: {
      field: fields,
      company: [
        { label: 'alone', known: false },
        { label: 'with all known ones', known: true },
      ],
    },
  },
  ({ main, field, company, facts }) => {
    const masks = knownTo(facts);
    const known = company.known ? masks[field.mask] : 0n;
    // A bit of a field that the kernel does not know is content beyond its structure.
    const refused = byAbi((level) => (knownAttrSize(level) > field.offset ? EINVAL : E2BIG));
    createRuleset(main, { [field.key]: known | firstUnknown(masks[field.mask]) }).expect(refused);
  },
);

scenario(
  'a ruleset with {field} bit {bit}, which no kernel has, is refused',
  {
    doc: 'security/landlock/syscalls.c: landlock_create_ruleset(), "Checks content (and 32-bits cast)"',
    tags,
    control,
    scratch: false,
    variants: { field: fields, bit: ['31', '32', '63'] },
  },
  ({ main, field, bit }) => {
    const refused = byAbi((level) => (knownAttrSize(level) > field.offset ? EINVAL : E2BIG));
    createRuleset(main, { handledFs: FS.READ_FILE, [field.key]: 1n << BigInt(bit) }).expect(refused);
  },
);

scenario(
  'the first {size} bytes of the attr are enough, or more than the kernel knows, when the rest is zero',
  {
    doc: 'Documentation/userspace-api/landlock.rst: Backward and forward compatibility; security/landlock/syscalls.c',
    tags,
    control,
    scratch: false,
    variants: { size: ['8', '12', '16', '24', '32', '40', '48'] },
  },
  ({ main, size }) => {
    createRuleset(main, { handledFs: FS.READ_FILE }, Number(size)).expect(byAbi(() => OK));
  },
);
