import { expect, test } from 'vitest';
import { sampleResults } from '../../results/sample.ts';
import type { Results } from '../../results/schema.ts';
import { hostileResults } from '../../testing/hostile-results.ts';
import { type Command, runnerReads } from '../../testing/workflow-commands.ts';
import { renderGithub } from './github.ts';

function github(doc: Results): string {
  return [...renderGithub(doc)].join('');
}

test('a run with everything', () => {
  expect(github(sampleResults())).toMatchInlineSnapshot(`
    "::error file=suites/landlock/scope/signal.spec.ts,title=crash%3A kill the parent::KASAN: slab-use-after-free in hook_task_kill%0ABUG: KASAN: slab-use-after-free in hook_task_kill+0x12/0x80%0Aon debian:7.3%0Apromised in Documentation/userspace-api/landlock.rst: IPC scoping%0A./kconform run --kernel debian:7.3 --scenario landlock/scope/signal/kill-the-parent
    ::error file=suites/landlock/threads.spec.ts,title=hang%3A all threads are restricted::deadline of 5000 ms passed, the guest still answered%0Aon debian:5.10%0Apromised in Documentation/userspace-api/landlock.rst: IPC scoping%0A./kconform run --kernel debian:5.10 --scenario landlock/threads/all-threads-are-restricted
    ::error file=suites/landlock/scope/abstract.spec.ts,title=mismatch%3A connect to a sibling::step 2, client: connect() expected EPERM, observed OK%0Aon debian:7.3%0Apromised in Documentation/userspace-api/landlock.rst: IPC scoping%0A./kconform run --kernel debian:7.3 --scenario landlock/scope/abstract/connect-to-a-sibling
    ::error file=suites/landlock/net/tcp.spec.ts,title=broken%3A bind a port::control arm: step 2, client: bind() observed EADDRINUSE%0Aon debian:7.3%0Apromised in Documentation/userspace-api/landlock.rst: IPC scoping%0A./kconform run --kernel debian:7.3 --scenario landlock/net/tcp/bind-a-port
    ::notice title=kconform::2 kernels, 5 scenarios: 5 pass, 1 mismatch, 1 crash, 1 hang, 1 broken, 1 unsupported
    "
  `);
});

test('the runner reads them as they were meant', () => {
  const { commands, log } = runnerReads(github(sampleResults()));
  expect(log).toEqual([]);
  expect(commands.map(({ name }) => name)).toEqual(['error', 'error', 'error', 'error', 'notice']);
  expect(commands[2]).toEqual({
    name: 'error',
    properties: { file: 'suites/landlock/scope/abstract.spec.ts', title: 'mismatch: connect to a sibling' },
    data: [
      'step 2, client: connect() expected EPERM, observed OK',
      'on debian:7.3',
      'promised in Documentation/userspace-api/landlock.rst: IPC scoping',
      './kconform run --kernel debian:7.3 --scenario landlock/scope/abstract/connect-to-a-sibling',
    ].join('\n'),
  } satisfies Command);
});

test('of more errors than GitHub shows, the last says how many', () => {
  const doc = sampleResults();
  const failed = doc.verdicts.find(({ verdict }) => verdict === 'mismatch')!;
  const many = (count: number) => ({
    ...doc,
    verdicts: Array.from({ length: count }, (_, index) => ({ ...failed, reason: `reason ${index}` })),
  });
  const errors = (count: number) => runnerReads(github(many(count))).commands.filter(({ name }) => name === 'error');
  expect(errors(10)).toHaveLength(10);
  expect(errors(10).at(-1)?.data).toContain('reason 9');
  expect(errors(45_000)).toHaveLength(10);
  expect(errors(45_000).at(-1)?.data).toBe('44,991 more findings not listed here, all in the results document');
});

test('nothing that somebody else wrote passes for a command', () => {
  const { commands, log } = runnerReads(github(hostileResults()));
  expect(log).toEqual([]);
  expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['error', 'notice']));
  expect(
    commands.every(({ properties }) => Object.keys(properties).every((key) => ['file', 'title'].includes(key))),
  ).toBe(true);
});

test('nor for one of the older kind, in a line that the runner prints again', () => {
  expect(github(hostileResults())).not.toContain('##[');
});

test('a run that passed has a notice, one that was interrupted an error as well', () => {
  const doc = { ...sampleResults(), verdicts: [], kernels: [] };
  expect(github(doc)).toBe('::notice title=kconform::0 kernels, 0 scenarios: nothing judged\n');
  expect(github({ ...doc, status: 'interrupted' })).toBe(
    [
      '::error title=kconform%3A infrastructure::the run was interrupted',
      '::notice title=kconform::0 kernels, 0 scenarios: nothing judged (interrupted)\n',
    ].join('\n'),
  );
});
