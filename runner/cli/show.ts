/** `kconform show`. */
import { UserError } from '../../vm/errors.ts';
import { hypotheticalFacts, NEWEST_ABI } from '../facts/hypothetical.ts';
import { compile } from '../scenario/compile.ts';
import { describeScenario } from '../scenario/describe.ts';
import { sourceOf } from '../scenario/spec-files.ts';
import type { ShowOptions } from './options.ts';
import type { Output } from './output.ts';
import { oneScenario } from './scenarios.ts';

/** Print a scenario as an ideal kernel of one ABI would be asked it. */
export async function showCommand(
  { scenario, suite, abi = NEWEST_ABI, plan, control }: ShowOptions,
  output: Output,
): Promise<number> {
  if (abi > NEWEST_ABI) throw new UserError(`kconform knows Landlock up to ABI ${NEWEST_ABI}, not ${abi}`);
  const found = await oneScenario(scenario, suite);
  const facts = hypotheticalFacts(abi);
  const { arms } = compile(found, facts);
  const arm = control ? arms.control : arms.test;
  if (arm === undefined) {
    throw new UserError(`${found.id} has no control arm with ABI ${abi}`, {
      hint: found.control ?? 'no step is expected to be denied',
    });
  }
  if (plan) output.out(arm.plan);
  else {
    const { id, file, tags } = found;
    const head = [id, `${sourceOf(file)}${tags.length > 0 ? `, tags: ${tags.join(' ')}` : ''}`, ''];
    const kernel = abi === 0 ? 'a kernel without Landlock' : `a kernel with Landlock ABI ${abi}`;
    output.out(
      `${[...head, ...describeScenario(found, facts), '', `# plan of the ${arm.name} arm, for ${kernel}`, arm.plan.trimEnd()].join('\n')}\n`,
    );
  }
  return 0;
}
