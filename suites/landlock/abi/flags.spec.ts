import { EINVAL, O_PATH, OK, scenario, stopScenario } from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, restrictSelf } from '../calls.ts';
import { addRuleAnswer, byAbi } from '../refusals.ts';
import * as uapi from '../uapi.ts';

const _doc = 'include/uapi/linux/landlock.h; Documentation/userspace-api/landlock.rst: Previous limitations';
const control = 'none: about the system call itself';
const tags = ['abi'];

/** The right that is in every ruleset here. */
const handledFs = uapi.FS.READ_FILE;

scenario(
  'enforcing with unknown flags is refused: {flags}',
  {
    doc: 'security/landlock/syscalls.c: landlock_restrict_self()',
    tags,
    control,
    scratch: false,
    variants: {
      flags: [
        { label: 'bit 5', value: 32 },
        { label: 'bit 31', value: 2 ** 31 },
        { label: 'all bits', value: 2 ** 32 - 1 },
      ],
    },
  },
  ({ main, flags, facts }) => {
    main.noNewPrivs();
    const ruleset = createRuleset(main, { handledFs }).expect(byAbi(() => OK));
    if (facts.landlock !== 'enabled') stopScenario('there is nothing to enforce');
    restrictSelf(main, ruleset, flags.value).expect(byAbi(() => EINVAL));
  },
);

/** What rules of a kind need, by the ABI that brought it. */
const RULESETS = { 1: { handledFs }, 4: { handledNet: uapi.NET.BIND_TCP } };
const QUIET = { 1: { quietFs: handledFs }, 4: { quietNet: uapi.NET.BIND_TCP } };
const kinds = [
  { label: 'path', since: 1 },
  { label: 'port', since: 4 },
] as const;

scenario(
  'adding a {kind} rule with flags {flags} works from their ABI on',
  {
    doc: 'include/uapi/linux/landlock.h: landlock_add_rule_flags, landlock_rule_type; security/landlock/syscalls.c: landlock_add_rule()',
    tags,
    control,
    scratch: false,
    variants: {
      kind: kinds,
      flags: [
        { label: '0', value: 0 },
        { label: 'QUIET', value: uapi.ADD_RULE_QUIET },
        { label: 'bit 1', value: 2 },
        { label: 'QUIET and bit 1', value: 3 },
        { label: 'bit 31', value: 2 ** 31 },
      ],
    },
  },
  ({ main, kind, flags, facts }) => {
    const handled = facts.abi >= kind.since ? RULESETS[kind.since] : RULESETS[1];
    const quiet = facts.abi >= 10 ? QUIET[kind.since] : {};
    const ruleset = createRuleset(main, { ...handled, ...quiet }).expect(byAbi(() => OK));
    if (facts.landlock !== 'enabled') stopScenario('there is no ruleset to add to');
    const rule =
      kind.label === 'path'
        ? addPathRule(main, ruleset, main.open('/', O_PATH), handledFs, flags.value)
        : addPortRule(main, ruleset, 80, uapi.NET.BIND_TCP, flags.value);
    rule.expect(addRuleAnswer(flags.value, kind.since));
  },
);

scenario(
  'a rule of type {type}, which no kernel has, is refused',
  {
    doc: 'security/landlock/syscalls.c: landlock_add_rule()',
    tags,
    control,
    scratch: false,
    variants: { type: ['0', '3', '4294967295'] },
  },
  ({ main, type, facts }) => {
    const ruleset = createRuleset(main, { handledFs }).expect(byAbi(() => OK));
    if (facts.landlock !== 'enabled') stopScenario('there is no ruleset to add to');
    const attr = uapi.pathBeneathAttr.encode({ allowed: handledFs, parentFd: main.open('/', O_PATH) });
    main.syscall('landlock_add_rule', ruleset, Number(type), attr, 0).expect(byAbi(() => EINVAL));
  },
);
