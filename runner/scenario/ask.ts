import { InfrastructureError } from '../../vm/errors.ts';
import type { Facts } from '../facts/facts.ts';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import type { Observation, ObservedStep } from '../plan/observation.ts';
import { writePlan } from '../plan/write.ts';
import { Context } from './context.ts';
import { Recorder } from './recorder.ts';
import type { Requirements } from './scenario.ts';
import type { Step } from './step.ts';

/** Runs a plan's text in the guest and returns what came back. */
export type RunPlan = (plan: string) => Promise<Observation>;

/** A question to a running kernel, asked before any facts are known. */
export interface Question<T> extends Requirements {
  readonly name: string;
  /** Records the steps; returns how to read the answer. */
  readonly ask: (t: Context) => (answers: Answers) => T;
}

/** What came back, by step. */
export interface Answers {
  /** The whole observation of a step. */
  of(step: Step): ObservedStep;
  /** The error number, 0 for success. InfrastructureError for a step that did not end in time, RangeError for one that ended with something else. */
  errno(step: Step): number;
}

function answersOf(observation: Observation, name: string): Answers {
  const of = (step: Step): ObservedStep => {
    const found = observation.steps.find(({ id }) => id === step.id);
    if (found === undefined)
      throw new RangeError(`${name}: no answer to step ${step.id}: end ${JSON.stringify(observation.end)}`);
    return found;
  };
  return {
    of,
    errno(step) {
      const { result } = of(step);
      if (result.kind === 'errno') return result.number;
      if (result.kind === 'ret') return 0;
      if (result.kind === 'blocked') throw late(name, `step ${step.id} did not end in time`);
      throw new RangeError(`${name}: step ${step.id} ended with '${result.kind}'`);
    },
  };
}

/** Nothing that is asked here ever blocks. */
function late(name: string, what: string): InfrastructureError {
  return new InfrastructureError(`asking the kernel for its facts: ${name}: ${what}`, {
    hint: 'is this machine busy with something else?',
  });
}

/**
 * Asks a running kernel something by a plan of its own.
 *
 * @param question what to ask; its body sees the hypothetical facts of a kernel without Landlock
 * @param run runs plans in the guest
 * @param arch of the guest
 * @throws RangeError when the probe failed, or a step of the question has no answer; InfrastructureError when there was no answer in time
 */
export async function ask<T>(question: Question<T>, run: RunPlan, arch: Facts['arch'] = 'x86_64'): Promise<T> {
  const recorder = new Recorder();
  const read = question.ask(new Context({ ...hypotheticalFacts(0), arch }, 'test', 'strict', recorder));
  const { namespaces = [], proc = false, scratch = false, deadline = 20_000 } = question;
  const observation = await run(
    writePlan({
      name: `facts: ${question.name}`,
      arch,
      deadline,
      namespaces,
      scratch,
      proc,
      buffers: recorder.memory.buffers,
      pointers: recorder.memory.pointers,
      steps: recorder.steps.map((step) => ({ ...step, deadline, words: `${step.actor}: ${step.words}` })),
    }),
  );
  const { kind } = observation.end;
  if (kind === 'deadline' || kind === 'unkillable') {
    throw late(question.name, kind === 'deadline' ? `took more than ${deadline / 1000} s` : 'could not be ended');
  }
  if (kind !== 'ok') {
    throw new RangeError(`${question.name}: the plan ended with ${JSON.stringify(observation.end)}`);
  }
  return read(answersOf(observation, question.name));
}
