import { type Actor, abi, EACCES, EPERM, O_PATH, OK, type Outcome, scenario, since } from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset, queryLandlock, restrictSelf } from '../calls.ts';
import { cannotRead, makeFile } from '../domains/reading.ts';
import { noReadingRuleset } from '../domains/rulesets.ts';
import { addRuleAnswer, byAbi, createRulesetAnswer, restrictSelfAnswer } from '../refusals.ts';
import {
  ADD_RULE_QUIET,
  CREATE_RULESET_VERSION,
  FS,
  NET,
  RESTRICT_SELF_LOG_NEW_EXEC_ON,
  RESTRICT_SELF_LOG_SAME_EXEC_OFF,
  RESTRICT_SELF_LOG_SUBDOMAINS_OFF,
  RESTRICT_SELF_NO_NEW_PRIVS,
  RESTRICT_SELF_TSYNC,
  SCOPE,
} from '../uapi.ts';

const doc =
  'security/landlock/syscalls.c: landlock_restrict_self() (alone asks for a capability, without no_new_privs)';
const control = 'none: about the system calls themselves';
const tags = ['unprivileged', 'calls'];

const NOTHING = { handledFs: 0n, handledNet: 0n, scoped: 0n, quietFs: 0n, quietNet: 0n, quietScoped: 0n };

scenario(
  'an ordinary user asks for the version, makes rulesets of all kinds and extends them',
  { doc, tags, control },
  ({ main }) => {
    main.dropPrivileges();
    queryLandlock(main, CREATE_RULESET_VERSION).expect(byAbi(() => OK));
    for (const values of [{ handledFs: FS.READ_FILE }, { handledNet: NET.BIND_TCP }, { scoped: SCOPE.SIGNAL }]) {
      createRuleset(main, values).expect(createRulesetAnswer({ ...NOTHING, ...values }));
    }
    const ruleset = noReadingRuleset(main);
    addPathRule(main, ruleset, main.open('.', O_PATH), FS.READ_FILE).expect(addRuleAnswer(0, 1));
  },
);

const flags: readonly { label: string; flag: number }[] = [
  { label: 'no flag', flag: 0 },
  { label: 'LOG_SAME_EXEC_OFF', flag: RESTRICT_SELF_LOG_SAME_EXEC_OFF },
  { label: 'LOG_NEW_EXEC_ON', flag: RESTRICT_SELF_LOG_NEW_EXEC_ON },
  { label: 'LOG_SUBDOMAINS_OFF', flag: RESTRICT_SELF_LOG_SUBDOMAINS_OFF },
  { label: 'TSYNC', flag: RESTRICT_SELF_TSYNC },
  { label: 'NO_NEW_PRIVS', flag: RESTRICT_SELF_NO_NEW_PRIVS },
];

scenario(
  'an ordinary user restricts itself with {flag} once no_new_privs is set',
  { doc, tags, control, variants: { flag: flags } },
  ({ main, flag, facts }) => {
    makeFile(main);
    main.dropPrivileges();
    main.noNewPrivs();
    restrictSelf(main, noReadingRuleset(main), flag.flag).expect(restrictSelfAnswer(flag.flag));
    if ((flag.flag & ~facts.masks.restrictFlags) === 0) cannotRead(main);
  },
);

scenario(
  'an ordinary user without no_new_privs restricts nothing, with {flag}',
  {
    doc: 'security/landlock/syscalls.c: landlock_restrict_self(); Documentation/userspace-api/landlock.rst: no_new_privs flag (ABI < 11)',
    tags,
    control,
    variants: { flag: flags.filter(({ label }) => label !== 'NO_NEW_PRIVS') },
  },
  ({ main, flag }) => {
    makeFile(main);
    main.dropPrivileges();
    // Whether flags or privileges are looked at first, the flag alone is unknown to some ABIs.
    restrictSelf(main, noReadingRuleset(main), flag.flag).expect(EPERM);
    main.open('file').expect(OK);
  },
);

scenario(
  'the flag NO_NEW_PRIVS takes the place of the call, for an ordinary user',
  { doc, tags, control },
  ({ main }) => {
    makeFile(main);
    main.dropPrivileges();
    // Before ABI 11 the privilege is looked at first, and the flag is not known.
    restrictSelf(main, noReadingRuleset(main), RESTRICT_SELF_NO_NEW_PRIVS).expect(
      byAbi((level): Outcome => (level >= 11 ? OK : EPERM)),
    );
    main.open('file').expect(since(abi(11), EACCES).otherwise(OK));
  },
);

/** One layer more, up to the limit, by a process that has no privilege. */
function nest(actor: Actor, layers: number): void {
  for (let depth = 0; depth < layers; depth += 1)
    restrictSelf(actor, createRuleset(actor, { handledFs: FS.MAKE_BLOCK }));
}

scenario('an ordinary user nests domains', { doc, tags, control }, ({ main }) => {
  makeFile(main);
  main.dropPrivileges();
  main.noNewPrivs();
  restrictSelf(main, noReadingRuleset(main)).expect(byAbi(() => OK));
  nest(main, 3);
  cannotRead(main);
});

scenario('an ordinary user marks rules as quiet', { doc, tags, control }, ({ main, facts }) => {
  const values = { ...NOTHING, handledFs: FS.READ_FILE, quietFs: FS.READ_FILE };
  main.dropPrivileges();
  const ruleset = createRuleset(main, values).expect(createRulesetAnswer(values));
  if (facts.abi < 10) return;
  addPathRule(main, ruleset, main.open('.', O_PATH), FS.READ_FILE, ADD_RULE_QUIET).expect(
    addRuleAnswer(ADD_RULE_QUIET, 1),
  );
});

scenario('an ordinary user makes rules for ports', { doc, tags, control }, ({ main, facts }) => {
  const values = { ...NOTHING, handledNet: NET.BIND_TCP };
  main.dropPrivileges();
  const ruleset = createRuleset(main, values).expect(createRulesetAnswer(values));
  if (facts.abi >= 4) addPortRule(main, ruleset, 80, NET.BIND_TCP).expect(addRuleAnswer(0, 4));
});
