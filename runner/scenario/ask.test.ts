import { expect, test } from 'vitest';
import type { Observation } from '../plan/observation.ts';
import { ask, type Question } from './ask.ts';

const question: Question<number> = { name: 'state', ask: () => () => 1 };
const answer = (end: Observation['end']) => ask(question, async () => ({ steps: [], end }) as unknown as Observation);

test('a kernel that does not answer in time is no bug of the question', async () => {
  await expect(answer({ kind: 'ok' })).resolves.toBe(1);
  await expect(answer({ kind: 'deadline' })).rejects.toMatchObject({
    exitStatus: 69,
    message: 'asking the kernel for its facts: state: took more than 20 s',
  });
  await expect(answer({ kind: 'unkillable' })).rejects.toMatchObject({ exitStatus: 69 });
  await expect(answer({ kind: 'killed', signal: 9 })).rejects.toThrow(RangeError);
});

test('nor is one of which a step does not end in time', async () => {
  const open: Question<number> = {
    name: 'state',
    ask: ({ main }) => {
      const step = main.open('/');
      return ({ errno }) => errno(step);
    },
  };
  let plan = '';
  const answered = (result: object) =>
    ask(open, async (text) => {
      plan = text;
      return { steps: [{ id: 0, result }], end: { kind: 'ok' } } as unknown as Observation;
    });
  await expect(answered({ kind: 'errno', number: 13 })).resolves.toBe(13);
  expect(plan).toContain('deadline=20000');
  await expect(answered({ kind: 'blocked' })).rejects.toMatchObject({
    exitStatus: 69,
    message: 'asking the kernel for its facts: state: step 0 did not end in time',
  });
});
