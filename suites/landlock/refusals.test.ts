import { describe, expect, it } from 'vitest';
import { evaluate } from '../../runner/expect/index.ts';
import { outcomeInWords } from '../../runner/expect/words.ts';
import { ALL_ABIS, hypotheticalFacts } from '../../runner/facts/hypothetical.ts';
import type { Expectation } from '../../runner/index.ts';
import { addRuleAnswer, createRulesetAnswer, type RulesetValues, restrictSelfAnswer } from './refusals.ts';
import { FS, NET, SCOPE } from './uapi.ts';

const values = (some: Partial<RulesetValues>): RulesetValues => ({
  handledFs: 0n,
  handledNet: 0n,
  scoped: 0n,
  quietFs: 0n,
  quietNet: 0n,
  quietScoped: 0n,
  ...some,
});
const onAllAbis = (answer: Expectation) =>
  ALL_ABIS.slice(1)
    .map((level) => outcomeInWords(evaluate(answer, hypotheticalFacts(level))).replace('success', 'ok'))
    .join(' ');

// Tables from the kernel's interface history: what a program gets that does not degrade.
describe('a feature on an ABI that does not have it', () => {
  it.each([
    ['REFER', createRulesetAnswer(values({ handledFs: FS.REFER })), 'EINVAL ok ok ok ok ok ok ok ok ok ok'],
    ['TRUNCATE', createRulesetAnswer(values({ handledFs: FS.TRUNCATE })), 'EINVAL EINVAL ok ok ok ok ok ok ok ok ok'],
    [
      'BIND_TCP',
      createRulesetAnswer(values({ handledNet: NET.BIND_TCP })),
      'E2BIG E2BIG E2BIG ok ok ok ok ok ok ok ok',
    ],
    [
      'SIGNAL',
      createRulesetAnswer(values({ scoped: SCOPE.SIGNAL })),
      'E2BIG E2BIG E2BIG E2BIG E2BIG ok ok ok ok ok ok',
    ],
    [
      'scoped bit 2',
      createRulesetAnswer(values({ scoped: SCOPE.PATHNAME_UNIX_SOCKET })),
      'E2BIG E2BIG E2BIG E2BIG E2BIG EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL',
    ],
    [
      'RESOLVE_UNIX',
      createRulesetAnswer(values({ handledFs: FS.RESOLVE_UNIX })),
      'EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL ok ok ok',
    ],
    [
      'BIND_UDP',
      createRulesetAnswer(values({ handledNet: NET.BIND_UDP })),
      'E2BIG E2BIG E2BIG EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL ok ok',
    ],
    [
      'quiet',
      createRulesetAnswer(values({ handledFs: FS.READ_FILE, quietFs: FS.READ_FILE })),
      'E2BIG E2BIG E2BIG E2BIG E2BIG E2BIG E2BIG E2BIG E2BIG ok ok',
    ],
    ['nothing', createRulesetAnswer(values({})), Array(11).fill('ENOMSG').join(' ')],
    ['log flags', restrictSelfAnswer(7), 'EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL ok ok ok ok ok'],
    ['TSYNC', restrictSelfAnswer(8), 'EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL ok ok ok ok'],
    ['QUIET', addRuleAnswer(1, 1), 'EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL EINVAL ok ok'],
    ['a port rule', addRuleAnswer(0, 4), 'EINVAL EINVAL EINVAL ok ok ok ok ok ok ok ok'],
  ])('%s', (_, answer, all) => {
    expect(onAllAbis(answer)).toBe(all);
  });

  it('is not the question where it is in bytes that are not passed', () => {
    const answer = createRulesetAnswer(values({ scoped: SCOPE.SIGNAL, quietScoped: SCOPE.ABSTRACT_UNIX_SOCKET }), 24);
    expect(onAllAbis(answer)).toBe('E2BIG E2BIG E2BIG E2BIG E2BIG ok ok ok ok ok ok');
  });

  it('is a proposal where no released kernel has it', () => {
    const patched = (level: number) => {
      const facts = hypotheticalFacts(level);
      return { ...facts, masks: { ...facts.masks, scoped: 7n } };
    };
    const answered = (some: Partial<RulesetValues>, level = 11) =>
      outcomeInWords(evaluate(createRulesetAnswer(values(some)), patched(level)));
    const scoped = SCOPE.PATHNAME_UNIX_SOCKET;
    expect(answered({ scoped })).toBe('success');
    // It does not make up for what else is wrong.
    expect(answered({ scoped, quietScoped: SCOPE.SIGNAL })).toBe('EINVAL');
    expect(answered({ scoped, handledNet: NET.BIND_UDP }, 9)).toBe('EINVAL');
    expect(answered({ scoped, quietScoped: scoped }, 9)).toBe('E2BIG');
  });

  it('is not the question where Landlock is off', () => {
    const answer = createRulesetAnswer(values({ handledFs: FS.REFER }));
    expect(outcomeInWords(evaluate(answer, hypotheticalFacts(0)))).toBe('ENOSYS');
    expect(outcomeInWords(evaluate(answer, hypotheticalFacts(0, { landlock: 'disabled' })))).toBe('EOPNOTSUPP');
  });
});
