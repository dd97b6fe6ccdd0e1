import { expect, test } from 'vitest';
import { plainWords } from '../../../runner/compat/digest.ts';
import { hypotheticalFacts } from '../../../runner/facts/hypothetical.ts';
import { Context } from '../../../runner/scenario/context.ts';
import { Recorder } from '../../../runner/scenario/recorder.ts';
import { addPathRule, addPortRule, createRuleset } from '../calls.ts';
import * as uapi from '../uapi.ts';
import { catalogue } from './index.ts';

const uses = (id: string) => new RegExp(catalogue.features.find((feature) => feature.id === id)!.evidence.uses!);

test('evidence is looked for in the words that the helpers of this suite write, and wrote before rules said what they are beneath', () => {
  const recorder = new Recorder();
  const { main } = new Context(hypotheticalFacts(11), 'test', 'strict', recorder);
  const ruleset = createRuleset(main, { handledFs: 4n, handledNet: 1n });
  const directory = main.open('.');
  addPathRule(main, ruleset, directory, uapi.FS.READ_FILE);
  addPathRule(main, ruleset, directory, 0n, uapi.ADD_RULE_QUIET);
  addPortRule(main, ruleset, 80, uapi.NET.BIND_TCP);
  const [rule, quiet, port] = recorder.steps.slice(-3).map(({ words }) => plainWords(words));
  expect(rule).toMatch(uses('LANDLOCK_RULE_PATH_BENEATH'));
  expect(quiet).toMatch(uses('LANDLOCK_ADD_RULE_QUIET'));
  expect(port).toMatch(uses('LANDLOCK_RULE_NET_PORT'));
  expect('landlock_add_rule(ruleset, PATH_BENEATH, {READ_FILE}, 0)').toMatch(uses('LANDLOCK_RULE_PATH_BENEATH'));
});
