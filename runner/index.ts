// What spec files import: one door to the DSL.
export * from './expect/condition.ts';
export type { Data } from './expect/data.ts';
export * from './expect/errnos.ts';
export * from './expect/expectation.ts';
export { flawed, limited, vulnerable } from './expect/known.ts';
export * from './expect/outcome.ts';
export {
  anything,
  capture,
  captureAbove,
  digits,
  type Hole,
  matching,
  same,
  some,
  type Template,
} from './expect/template.ts';
export type { Facts } from './facts/facts.ts';
export { Actor } from './scenario/actor.ts';
export { Context, type Program } from './scenario/context.ts';
export { type Requirements, type Scenario, scenario } from './scenario/scenario.ts';
export { Started, Step } from './scenario/step.ts';
export { stopScenario } from './scenario/stop.ts';
export { valueInWords } from './scenario/value-words.ts';
export * from './syscalls/addresses.ts';
export * from './syscalls/constants.ts';
export { executable } from './syscalls/executable.ts';
export * from './syscalls/layout.ts';
export * from './syscalls/messages.ts';
export * from './syscalls/netlink.ts';
export * from './syscalls/structures.ts';
export { type Loaded, type Memory, named, type Region, type Value } from './syscalls/value.ts';
