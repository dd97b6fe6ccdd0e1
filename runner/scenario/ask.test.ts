import { expect, test } from 'vitest';
import type { Observation } from '../plan/observation.ts';
import { ask, type Question } from './ask.ts';

const question: Question<number> = { name: 'state', ask: () => () => 1 };
const answer = (end: Observation['end']) => ask(question, async () => ({ steps: [], end }) as unknown as Observation);

test('a kernel that does not answer in time is no bug of the question', async () => {
  await expect(answer({ kind: 'ok' })).resolves.toBe(1);
  await expect(answer({ kind: 'deadline' })).rejects.toMatchObject({
    exitStatus: 69,
    message: 'asking the kernel for its facts took too long: state, 10 s',
  });
  await expect(answer({ kind: 'unkillable' })).rejects.toMatchObject({ exitStatus: 69 });
  await expect(answer({ kind: 'killed', signal: 9 })).rejects.toThrow(RangeError);
});
