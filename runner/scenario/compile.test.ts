import { describe, expect, it } from 'vitest';
import { landlock } from '../../suites/landlock/sandbox.ts';
import type { Facts } from '../facts/facts.ts';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import {
  AF_UNIX,
  abi,
  abstractAddress,
  config,
  ENOENT,
  EPERM,
  exits,
  feature,
  OK,
  SOCK_STREAM,
  since,
  value,
} from '../index.ts';
import { parsePlan } from '../plan/parse.ts';
import { CompileError, compile } from './compile.ts';
import { collectedScenarios } from './registry.ts';
import { type ScenarioContext, type ScenarioOptions, scenario } from './scenario.ts';
import type { Variants } from './variants.ts';

let count = 0;
/** Declares scenarios under a title of their own and returns them. */
function declare<const V extends Variants = Record<never, never>>(
  options: Partial<ScenarioOptions<V>>,
  body: (t: ScenarioContext<V>) => void,
) {
  count += 1;
  const before = collectedScenarios().length;
  scenario<V>(`test ${count}`, { doc: 'here', ...options } as ScenarioOptions<V>, body);
  return collectedScenarios().slice(before);
}
const only = (body: (t: ScenarioContext<Record<never, never>>) => void, options = {}) => declare(options, body)[0]!;
const newest = hypotheticalFacts(11);

describe('declaring', () => {
  it('multiplies axes and programs', () => {
    const variants = {
      letter: ['a', 'b'],
      number: [
        { label: 'one→two', n: 1 },
        { label: 'two', n: 2 },
      ],
    } as const;
    const made = declare({ variants, programs: ['strict', 'best-effort'] }, () => {});
    expect(made.map(({ id }) => id.replace(/-\d+/, ''))).toEqual([
      'compile/test-a-one-to-two-strict',
      'compile/test-a-one-to-two-best-effort',
      'compile/test-a-two-strict',
      'compile/test-a-two-best-effort',
      'compile/test-b-one-to-two-strict',
      'compile/test-b-one-to-two-best-effort',
      'compile/test-b-two-strict',
      'compile/test-b-two-best-effort',
    ]);
    expect(made[0]).toMatchObject({ variant: { letter: 'a', number: 'one→two', program: 'strict' } });
  });

  it('drops combinations', () => {
    const variants = { a: ['1', '2'], b: ['1', '2'] } as const;
    expect(declare<typeof variants>({ variants, where: ({ a, b }) => a !== b }, () => {})).toHaveLength(2);
  });

  it('refuses an identity that is taken, and an axis that the context has', () => {
    scenario('twice', { doc: 'here' }, () => {});
    expect(() => scenario('twice', { doc: 'here' }, () => {})).toThrow("two scenarios are called 'compile/twice'");
    expect(() => declare({ variants: { main: ['x'] } }, () => {})).toThrow(RangeError);
    expect(() => scenario('a {wrong} axis', { doc: 'here' }, () => {})).toThrow('there is no axis');
  });
});

describe('memory', () => {
  it('shares equal constants and keeps what the kernel writes apart', () => {
    const made = only(({ main }) => {
      main.open('same');
      main.unlink('same');
      main.read(0);
      main.read(0);
    });
    const { buffers } = parsePlan(compile(made, newest).arms.test.plan);
    expect(buffers.map(({ name }) => name)).toEqual(['text-0', 'data-1', 'data-2']);
  });

  it('relocates pointers and stores results', () => {
    const made = only(({ main }) => {
      const fd = main.open('file');
      main.sendFds(3, [fd]);
    });
    const { pointers, steps } = parsePlan(compile(made, newest).arms.test.plan);
    expect(pointers.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual([0, 16, 32]);
    expect(steps[1]!.stores).toMatchObject([{ offset: 16, size: 4, value: { kind: 'result', step: 0 } }]);
  });

  it('asks for the process ID of main once', () => {
    const made = only(({ main }) => {
      const child = main.process('child');
      child.kill(main, 0);
      child.kill(main, 9);
    });
    expect(compile(made, newest).arms.test.steps.map(({ words }) => words)).toEqual([
      'process child',
      'getpid()',
      'kill(main, 0)',
      'kill(main, SIGKILL)',
    ]);
  });
});

describe('arms', () => {
  const outsider = only((t) => {
    const client = t.main.process('client');
    landlock(client, { scoped: ['SIGNAL'] });
    client.kill(t.main, 0).expect(since(abi(6), EPERM).otherwise(OK));
  });

  it('has a control arm without the sandbox where a denial is expected', () => {
    const { test, control } = compile(outsider, newest).arms;
    expect(test.steps.at(-1)).toMatchObject({ role: 'check', expected: EPERM, because: 'since ABI 6' });
    expect(control?.steps.map(({ words }) => words)).toEqual(['process client', 'getpid()', 'kill(main, 0)']);
    expect(control?.steps.at(-1)).toMatchObject({ expected: OK, because: 'without the sandbox' });
  });

  it('ends a strict program where the kernel refuses', () => {
    const { test, control } = compile(outsider, hypotheticalFacts(5)).arms;
    expect(test.stopped).toContain('does not start');
    expect(test.steps.at(-1)).toMatchObject({ role: 'check', expected: { name: 'E2BIG' }, sandbox: true });
    expect(control).toBeUndefined();
  });

  it('lets a best-effort program go on', () => {
    const { test } = compile({ ...outsider, program: 'best-effort' }, hypotheticalFacts(5)).arms;
    expect(test.steps.at(-1)).toMatchObject({ expected: OK, because: 'before ABI 6' });
    expect(test.steps.some(({ sandbox }) => sandbox)).toBe(false);
  });
});

describe('steps', () => {
  it('are judged where they are awaited', () => {
    const made = only(({ main }) => {
      const server = main.process('server');
      const socket = server.socket(AF_UNIX, SOCK_STREAM);
      const receiving = server.recv(socket).expect(value(2)).outputs('hi').start();
      main.connect(socket, abstractAddress('x'));
      receiving.await();
    });
    const { steps } = compile(made, newest).arms.test;
    expect(steps[2]).toMatchObject({ started: true, expected: undefined, role: 'setup', data: [] });
    expect(steps[4]).toMatchObject({
      started: false,
      expected: value(2),
      role: 'check',
      data: [{ step: 2, data: 'hi' }],
    });
  });

  it('name their scenario when the body fails', () => {
    const made = only(({ main }) => {
      main.syscall('opne');
    });
    expect(() => compile(made, newest)).toThrow(CompileError);
    expect(() => compile(made, newest)).toThrow(`${made.id}: no system call 'opne' on x86_64; did you mean 'open'?`);
  });
});

it('says what a kernel lacks', () => {
  const made = only(() => {}, { needs: [feature('udplite'), 'module:overlay'] });
  expect(compile(made, newest)).toMatchObject({
    unsupported: 'runs only with the feature udplite',
    needs: ['module:overlay'],
  });
});

it('tells an option that is not set from a configuration that nobody knows', () => {
  const made = only(() => {}, { needs: [config('MPTCP')] });
  const unsupported = (known: Facts['config']) => compile(made, { ...newest, config: known }).unsupported;
  expect(unsupported({ MPTCP: 'n' })).toBe('runs only with CONFIG_MPTCP');
  expect(unsupported(undefined)).toBe('runs only with CONFIG_MPTCP, and the configuration of this kernel is not known');
});

describe('real programs', () => {
  const needs = ['rootfs:session'];

  it('see the pids of all, and no scratch', () => {
    const { plan } = compile(
      only((t) => void t.main.getpid().expect(OK), { needs }),
      newest,
    ).arms.test;
    const { scratch, sharedPids } = parsePlan(plan);
    expect({ scratch, sharedPids }).toEqual({ scratch: false, sharedPids: true });
    expect(
      parsePlan(
        compile(
          only((t) => void t.main.getpid().expect(OK)),
          newest,
        ).arms.test.plan,
      ),
    ).toMatchObject({
      scratch: true,
    });
  });

  it('have the environment that they are given', () => {
    const { plan } = compile(
      only((t) => void t.main.program(['/bin/a'], 64, { B: 'c d' }), { needs }),
      newest,
    ).arms.test;
    const { buffers, steps } = parsePlan(plan);
    expect(steps[0]?.operation).toMatchObject({ verb: 'program', limit: 64 });
    const { environment } = steps[0]!.operation as { environment?: string };
    const found = buffers.find(({ name }) => name === environment);
    expect(Buffer.from(found!.bytes).toString()).toBe('B=c d');
    expect(found!.size).toBe(7);
  });

  it('cannot be given an empty argument', () => {
    const scenario = only((t) => void t.main.program(['/bin/a', '', 'b']));
    expect(() => compile(scenario, newest)).toThrow("'/bin/a' cannot be given an empty argument: let a shell do it");
  });

  it('that are refused have a control arm', () => {
    const refused = only((t) => void t.main.program(['/bin/a']).expect(exits(1)).control(exits(0)));
    expect(compile(refused, newest).arms.control?.steps.map(({ expected }) => expected)).toEqual([exits(0)]);
    const failing = only((t) => void t.main.program(['/bin/a']).expect(exits(1)));
    expect(compile(failing, newest).arms.control).toBeUndefined();
  });

  it('say other words where they end in another way without the sandbox', () => {
    const scenario = only((t) => {
      t.main.program(['/bin/a']).expect(exits(1)).control(exits(0)).prints('refused');
      t.main.program(['/bin/b']).expect(exits(0)).prints('always');
      t.main.open('trace').expect(ENOENT);
    });
    const { test, control } = compile(scenario, newest).arms;
    expect(test.steps.map(({ text }) => text)).toEqual(['refused', 'always', undefined]);
    expect(control?.steps.map(({ text }) => text)).toEqual([undefined, 'always', undefined]);
  });
});
