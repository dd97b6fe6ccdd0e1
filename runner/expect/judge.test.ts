import { describe, expect, it } from 'vitest';
import { hypotheticalFacts } from '../facts/hypothetical.ts';
import type { Observation, ObservedEnd, ObservedResult } from '../plan/observation.ts';
import { compile } from '../scenario/compile.ts';
import { collectedScenarios } from '../scenario/registry.ts';
import { scenario } from '../scenario/scenario.ts';
import { abi } from './condition.ts';
import type { Data } from './data.ts';
import { EPERM } from './errnos.ts';
import { since } from './expectation.ts';
import { flipCheck, flipsOf, withStep } from './flip.ts';
import { judge } from './judge.ts';
import { ProbeFaultError } from './judgement.ts';
import { flawed, vulnerable } from './known.ts';
import { exits, OK, value } from './outcome.ts';
import { capture, matching, same } from './template.ts';

scenario('kill', { doc: 'signal(7)' }, ({ main }) => {
  main.getpid();
  main.kill(1, 0).expect(since(abi(6), EPERM).otherwise(OK));
});
scenario('read', { doc: 'read(2)' }, ({ main }) => {
  main.read(0, 4).expect(value(4)).outputs('text');
});
scenario('known', { doc: 'signal(7)' }, ({ main }) => {
  main.getpid().expect(since(abi(9), OK).otherwise(vulnerable('one', OK)));
  main.getpid().expect(since(abi(9), OK).otherwise(vulnerable('one', OK)));
  main
    .read(0, 4)
    .expect(value(4))
    .outputs(since<Data>(abi(7), 'text').otherwise(flawed<Data>('two', 'test')));
});
scenario('program', { doc: 'client.c' }, ({ main }) => {
  main.program(['/bin/a']).expect(exits(1)).prints('denied');
});
const [kill, read, known, program] = collectedScenarios();

const ok: ObservedResult = { kind: 'ret', value: 0n };
const eperm: ObservedResult = { kind: 'errno', number: 1 };
const observe = (results: ObservedResult[], end: ObservedEnd = { kind: 'ok' }): Observation => ({
  steps: results.map((result, id) => ({ id, result, outputs: [] })),
  end,
});

describe('judge', () => {
  const compiled = compile(kill!, hypotheticalFacts(6));
  const control = observe([ok, ok]);
  it.each([
    ['a denial that only the sandbox explains', observe([ok, eperm]), control, 'pass', ''],
    [
      'no denial',
      observe([ok, ok]),
      control,
      'mismatch',
      'step 1: main: kill(1, 0): expected EPERM (signal(7); since ABI 6), observed success',
    ],
    [
      'set-up that fails',
      observe([eperm, eperm]),
      control,
      'broken',
      'step 0: main: getpid(): set-up must succeed, observed EPERM',
    ],
    [
      'a denial without the sandbox',
      observe([ok, eperm]),
      observe([ok, eperm]),
      'broken',
      'control arm, without the sandbox: step 1: main: kill(1, 0): expected success (signal(7); without the sandbox), observed EPERM',
    ],
    [
      'a step that blocks',
      observe([ok, { kind: 'blocked' }]),
      control,
      'hang',
      'step 1: main: kill(1, 0): expected EPERM (signal(7); since ABI 6), observed to block',
    ],
    [
      'a plan that takes too long',
      observe([ok, { kind: 'unreached' }], { kind: 'deadline' }),
      control,
      'hang',
      "the plan's deadline passed: step 1: main: kill(1, 0): expected EPERM (signal(7); since ABI 6), observed not reached",
    ],
  ])('%s', (_, test, controlled, verdict, reason) => {
    expect(judge(compiled, { test, control: controlled })).toMatchObject({ verdict, reason });
  });

  it('needs no control arm where success is expected', () => {
    const older = compile(kill!, hypotheticalFacts(5));
    expect(older.arms.control).toBeUndefined();
    expect(judge(older, { test: observe([ok, ok]) }).verdict).toBe('pass');
  });

  it('gives no verdict about a fault of the probe', () => {
    const fault = observe([], { kind: 'fault', number: 104, text: 'no tmpfs' });
    expect(() => judge(compiled, { test: fault, control })).toThrow(ProbeFaultError);
  });

  it('refuses to judge half of a scenario', () => {
    expect(() => judge(compiled, { test: control })).toThrow(RangeError);
  });

  it('fails a flipped check', () => {
    expect(judge(flipCheck(compiled, 1), { test: observe([ok, eperm]), control }).verdict).toBe('mismatch');
  });
});

describe('data', () => {
  const compiled = compile(read!, hypotheticalFacts(6));
  const region = compiled.arms.test.steps[0]!.data[0]!.region;
  const read4 = (text: string): Observation => ({
    steps: [{ id: 0, result: { kind: 'ret', value: 4n }, outputs: [{ ...region, bytes: Buffer.from(text) }] }],
    end: { kind: 'ok' },
  });

  it('is compared', () => {
    expect(judge(compiled, { test: read4('text') }).verdict).toBe('pass');
    expect(judge(compiled, { test: read4('next') }).reason).toContain('expected "text" (read(2)), observed "next"');
  });

  it('can be flipped', () => {
    expect(judge(flipCheck(compiled, 0), { test: read4('text') }).verdict).toBe('mismatch');
  });
});

describe('what a kernel is known for', () => {
  const answers = (text: string): Observation => {
    const observation = observe([ok, ok, { kind: 'ret', value: 4n }]);
    const bytes = new TextEncoder().encode(text);
    const outputs = [
      { buffer: compile(known!, hypotheticalFacts(6)).arms.test.steps[2]!.data[0]!.region.buffer, offset: 0, bytes },
    ];
    return { ...observation, steps: observation.steps.map((step) => (step.id === 2 ? { ...step, outputs } : step)) };
  };
  const judgedOn = (abi: number, text: string) =>
    judge(compile(known!, hypotheticalFacts(abi)), { test: answers(text) });

  it('is told once, by outcomes and by data', () => {
    expect(judgedOn(6, 'test').known).toEqual([
      { kind: 'vulnerable', what: 'one' },
      { kind: 'flawed', what: 'two' },
    ]);
    expect(judgedOn(7, 'text').known).toEqual([{ kind: 'vulnerable', what: 'one' }]);
    expect(judgedOn(9, 'text').known).toEqual([]);
  });

  it('is not told of a kernel that answers anything else', () => {
    expect(judgedOn(6, 'text')).toMatchObject({ verdict: 'mismatch', known: [] });
  });
});

describe('programs', () => {
  const compiled = compile(program!, hypotheticalFacts(9));
  const printed = (text: string): Observation => ({
    steps: [{ id: 0, result: { kind: 'ret', value: 256n }, outputs: [], text: Buffer.from(text) }],
    end: { kind: 'ok' },
  });

  it('are told by how they end and what they say', () => {
    expect(judge(compiled, { test: printed('connect: denied\n') }).steps[0]).toMatchObject({
      expected: 'exit status 1, printing "denied"',
      observed: 'exit status 1, printing "connect: denied"',
      ok: true,
    });
    expect(judge(compiled, { test: printed('fine') })).toMatchObject({
      verdict: 'mismatch',
      reason: 'step 0: main: run /bin/a: expected output with "denied" (client.c), observed "fine"',
    });
  });

  it('tell what they printed when they end in another way, or not at all', () => {
    const ended = (result: ObservedResult): Observation => ({
      steps: [{ id: 0, result, outputs: [], text: Buffer.from('no space\n') }],
      end: { kind: 'ok' },
    });
    expect(judge(compiled, { test: ended({ kind: 'ret', value: 512n }) })).toMatchObject({
      verdict: 'mismatch',
      reason: expect.stringContaining('observed exit status 2, printing "no space"'),
    });
    expect(judge(compiled, { test: ended({ kind: 'blocked' }) })).toMatchObject({
      verdict: 'hang',
      reason: expect.stringContaining('observed to block, printing "no space"'),
    });
  });

  it('do not flood the report', () => {
    expect(judge(compiled, { test: printed('y\n'.repeat(100_000)) }).reason).toMatch(
      /y\\n" and 195903 characters more$/,
    );
    expect(judge(compiled, { test: printed(`denied ${'y'.repeat(800)}`) }).steps[0]!.observed).toMatch(
      /^exit status 1, printing "denied y+" and 207 characters more$/,
    );
  });
});

describe('text with holes', () => {
  scenario('recall', { doc: 'here' }, ({ main }) => {
    main.read(0, 8).outputs(matching`id=${capture('id', /\d+/)}`);
    main.read(0, 8).outputs(matching`${same('id')} ends`);
  });
  const compiled = compile(collectedScenarios().at(-1)!, hypotheticalFacts(0));
  const reply = (...texts: string[]): Observation => ({
    ...observe(texts.map(() => ok)),
    steps: texts.map((text, id) => {
      const { buffer, offset } = compiled.arms.test.steps[id]!.data[0]!.region;
      return { id, result: ok, outputs: [{ buffer, offset, bytes: Buffer.from(`${text}\0\0`) }] };
    }),
  });

  it('is compared with what an earlier step captured', () => {
    expect(judge(compiled, { test: reply('id=12', '12 ends') }).verdict).toBe('pass');
    expect(judge(compiled, { test: reply('id=12', '13 ends') })).toMatchObject({
      verdict: 'mismatch',
      reason: 'step 1: main: read(0, &data-1, 8): expected "{id = 12} ends" (here), observed "13 ends"',
    });
  });

  it('has teeth', () => {
    const observations = { test: reply('id=12', '12 ends') };
    for (const step of compiled.arms.test.steps) {
      const flips = flipsOf(step);
      expect(flips.length).toBeGreaterThan(1);
      for (const flip of flips) expect(judge(withStep(compiled, 'test', flip), observations).verdict).toBe('mismatch');
    }
  });

  it('is refused where it recalls what nobody captured', () => {
    scenario('recall too early', { doc: 'here' }, ({ main }) => {
      main.read(0, 8).outputs(matching`${same('id')}`);
    });
    expect(() => compile(collectedScenarios().at(-1)!, hypotheticalFacts(0))).toThrow(
      "(test arm): nothing was captured as 'id' before it is compared",
    );
  });
});
