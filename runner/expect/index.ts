// Expectations and judging, for the runner; spec files import runner/index.ts.
export { type Condition, holds } from './condition.ts';
export { conditionsOf, decide, type Expectation, evaluate } from './expectation.ts';
export { flip, flipCheck } from './flip.ts';
export { type ArmObservations, judge } from './judge.ts';
export { type JudgedVerdict, type Judgement, ProbeFaultError, type StepJudgement } from './judgement.ts';
export { distinctKnown, KNOWN_KINDS, type Known, knownInWords } from './known.ts';
export { inWords, outcomeInWords } from './words.ts';
