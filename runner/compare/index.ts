export { CHANGE_IN_WORDS, CHANGES, type Change, isFailure, type StepChangeKind } from './changes.ts';
export {
  type CompareOptions,
  type Comparison,
  compareKernels,
  compareStandings,
  type Difference,
  isSame,
  type Side,
  type Standing,
} from './compare.ts';
export { type Pairing, pairKernels } from './documents.ts';
export { countByTopic, type Group, groupDifferences, type TopicGroup } from './group.ts';
export { compareFacts, type FactChange } from './kernel-changes.ts';
export { callOf, type StepChange, stepChangeInWords, tellingChange } from './steps.ts';
