import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlanLimitError } from './limits.ts';
import { parsePlan } from './parse.ts';
import type { Namespace, Operation, Plan, PlanValue } from './plan.ts';
import { writePlan } from './write.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,31}$/);
const offset = fc.nat(1 << 20);
const size = fc.constantFrom(1, 2, 4, 8) as fc.Arbitrary<1 | 2 | 4 | 8>;
const planValue: fc.Arbitrary<PlanValue> = fc.oneof(
  fc.record({ kind: fc.constant('number' as const), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }) }),
  fc.record({ kind: fc.constant('result' as const), step: fc.nat(1023) }),
  fc.record({ kind: fc.constant('address' as const), buffer: name, offset }),
  fc.record({ kind: fc.constant('memory' as const), buffer: name, offset, size }),
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ verb: fc.constant('call' as const), number: fc.nat(600), values: fc.array(planValue, { maxLength: 6 }) }),
  fc.record({ verb: fc.constant('process' as const), actor: name, flags: fc.nat() }),
  fc.record({ verb: fc.constant('thread' as const), actor: name }),
  fc.record({ verb: fc.constant('reexec' as const), buffer: name, environment: name }, { requiredKeys: ['verb'] }).map(
    // Without a program there is nothing that has an environment.
    ({ environment, ...one }) =>
      one.buffer === undefined || environment === undefined ? one : { ...one, environment },
  ),
  fc.record(
    { verb: fc.constant('program' as const), buffer: name, limit: fc.nat(262144), environment: name },
    { requiredKeys: ['verb', 'buffer', 'limit'] },
  ),
  fc.record({ verb: fc.constant('await' as const), step: fc.nat(1023) }),
);
const step = fc.record({
  actor: name,
  start: fc.boolean(),
  operation,
  deadline: fc.option(fc.nat(), { nil: undefined }),
  stores: fc.array(fc.record({ buffer: name, offset, size, value: planValue }), { maxLength: 3 }),
  outputs: fc.array(fc.record({ buffer: name, offset, size: fc.nat(4096) }), { maxLength: 3 }),
});
const bytes = fc
  .uint8Array({ maxLength: 32 })
  .map((data) => data.slice(0, data.findLastIndex((byte) => byte !== 0) + 1));
const plan: fc.Arbitrary<Plan> = fc.record(
  {
    name: fc.option(fc.stringMatching(/^[a-z#][a-z# ,→]{0,30}[a-z#]$/), { nil: undefined }),
    arch: fc.constant('x86_64' as const),
    deadline: fc.option(fc.nat(), { nil: undefined }),
    namespaces: fc.subarray<Namespace>(['mount', 'net', 'ipc', 'uts', 'user', 'time']),
    scratch: fc.boolean(),
    proc: fc.boolean(),
    sharedPids: fc.constant(true),
    buffers: fc.array(fc.record({ name, size: fc.integer({ min: 32, max: 4096 }), bytes }), { maxLength: 4 }),
    pointers: fc.array(fc.record({ buffer: name, offset, target: name, addend: offset }), { maxLength: 4 }),
    steps: fc.array(step, { maxLength: 6 }).map((steps) => steps.map((one, id) => ({ id, ...one }))),
  },
  { requiredKeys: ['name', 'arch', 'deadline', 'namespaces', 'scratch', 'proc', 'buffers', 'pointers', 'steps'] },
);

const hex = (one: Plan) => ({
  ...one,
  buffers: one.buffers.map((buffer) => ({ ...buffer, bytes: Buffer.from(buffer.bytes).toString('hex') })),
});

describe('plans', () => {
  it('parse back to what was written', () => {
    fc.assert(
      fc.property(plan, (one) => {
        expect(hex(parsePlan(writePlan(one)))).toEqual(hex(one));
      }),
    );
  });

  it.each([
    ['', 'line 1: the plan names no architecture'],
    ['arch x86_64', "line 1: the first line must be 'plan 1'"],
    ['plan 1\narch z80', "line 2: architecture 'z80'"],
    ['plan 1\narch x86_64\nstep 1 main call 1', 'line 3: step 1 where step 0 comes next'],
    ['plan 1\narch x86_64\nstep 0 main jump', "line 3: 'jump' is not a verb"],
    ['plan 1\narch x86_64\nstep 0 main call 1 colour=red', "line 3: 'colour=red' is not a modifier"],
    ['plan 1\nbuffer Big 1', "line 2: 'Big' is not a name"],
  ])('that are wrong are refused: %j', (text, message) => {
    expect(() => parsePlan(text)).toThrow(message);
  });

  it('that are too large name the scenario', () => {
    const empty = fc.sample(plan, 1)[0]!;
    const large: Plan = {
      ...empty,
      name: 'the large one',
      buffers: [{ name: 'b', size: 5 << 20, bytes: new Uint8Array() }],
    };
    expect(() => writePlan(large)).toThrow(PlanLimitError);
    expect(() => writePlan(large)).toThrow('the large one: 5242880 bytes of buffers, the probe accepts 4194304');
  });
});
