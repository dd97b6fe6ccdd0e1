import { EINVAL, evaluate, O_PATH, OK, scenario, stopScenario } from '../../../runner/index.ts';
import { addPathRule, addPortRule, createRuleset } from '../calls.ts';
import { byAbi, createRulesetAnswer, type RulesetValues } from '../refusals.ts';
import { ADD_RULE_QUIET, FS, NET, SCOPE } from '../uapi.ts';

const handled = { handledFs: FS.READ_FILE, handledNet: NET.BIND_TCP, scoped: SCOPE.SIGNAL };
const loud = { ...handled, quietFs: 0n, quietNet: 0n, quietScoped: 0n };
const rulesets: readonly { label: string; values: RulesetValues; path: boolean; port: boolean }[] = [
  { label: 'files', values: { ...loud, quietFs: FS.READ_FILE }, path: true, port: false },
  { label: 'the network', values: { ...loud, quietNet: NET.BIND_TCP }, path: false, port: true },
  { label: 'scopes', values: { ...loud, quietScoped: SCOPE.SIGNAL }, path: false, port: false },
];

scenario(
  'a rule may be quiet where its kind has quiet rights, whatever it allows: only {quiet}',
  {
    doc: 'include/uapi/linux/landlock.h: LANDLOCK_ADD_RULE_QUIET; security/landlock/syscalls.c: add_rule_path_beneath(), add_rule_net_port()',
    tags: ['ruleset', 'rule', 'quiet'],
    control: 'none: about the system call itself',
    scratch: false,
    variants: { quiet: rulesets },
  },
  ({ main, quiet, facts }) => {
    const made = createRulesetAnswer(quiet.values);
    const ruleset = createRuleset(main, quiet.values).expect(made);
    if (evaluate(made, facts) !== OK) stopScenario('this kernel knows no quiet rights, so there is no ruleset');
    const root = main.open('/', O_PATH);
    const answer = (known: boolean) => byAbi(() => (known ? OK : EINVAL));
    for (const access of [0n, FS.READ_FILE])
      addPathRule(main, ruleset, root, access, ADD_RULE_QUIET).expect(answer(quiet.path));
    for (const access of [0n, NET.BIND_TCP])
      addPortRule(main, ruleset, 80, access, ADD_RULE_QUIET).expect(answer(quiet.port));
    // Quiet is what is useless here, and not the rule.
    addPathRule(main, ruleset, root, FS.READ_FILE).expect(OK);
    addPortRule(main, ruleset, 80, NET.BIND_TCP).expect(OK);
  },
);
