import { checkLimits } from './limits.ts';
import type { Operation, Plan, PlanStep, PlanValue } from './plan.ts';

const plus = (offset: number) => (offset === 0 ? '' : `+${offset}`);

function writeNumber(value: bigint): string {
  return value > 0xffffn ? `0x${value.toString(16)}` : String(value);
}

function writeValue(value: PlanValue): string {
  switch (value.kind) {
    case 'number':
      return writeNumber(value.value);
    case 'result':
      return `%${value.step}`;
    case 'address':
      return `&${value.buffer}${plus(value.offset)}`;
    case 'memory':
      return `@${value.buffer}${plus(value.offset)}:${value.size}`;
  }
}

function writeOperation(operation: Operation): string {
  switch (operation.verb) {
    case 'call':
      return ['call', String(operation.number), ...operation.values.map(writeValue)].join(' ');
    case 'process':
      return operation.flags === 0
        ? `process ${operation.actor}`
        : `process ${operation.actor} 0x${operation.flags.toString(16)}`;
    case 'thread':
      return `thread ${operation.actor}`;
    case 'reexec':
      return ['reexec', operation.buffer ?? [], operation.environment ?? []].flat().join(' ');
    case 'program':
      return ['program', operation.buffer, String(operation.limit), operation.environment ?? []].flat().join(' ');
    case 'await':
      return `await ${operation.step}`;
  }
}

function writeStep(step: PlanStep): string {
  const parts = [`step ${step.id} ${step.actor}`];
  if (step.start) parts.push('start');
  parts.push(writeOperation(step.operation));
  if (step.deadline !== undefined) parts.push(`deadline=${step.deadline}`);
  for (const { buffer, offset, size, value } of step.stores) {
    parts.push(`set=${buffer}${plus(offset)}:${size}=${writeValue(value)}`);
  }
  for (const { buffer, offset, size } of step.outputs) parts.push(`out=${buffer}${plus(offset)}:${size}`);
  return parts.join(' ');
}

/** A line's worth of text: a comment or a name can hold no line break. */
const oneLine = (text: string) => text.replace(/[\r\n]+/g, ' ');

/**
 * Writes a plan as text (docs/plan-format.md). The words of each step stand in a comment before it.
 *
 * @param plan the plan
 * @throws PlanLimitError when the plan is larger than the probe accepts
 */
export function writePlan(plan: Plan): string {
  const lines = ['plan 1'];
  if (plan.name !== undefined) lines.push(`name ${oneLine(plan.name)}`);
  lines.push(`arch ${plan.arch}`);
  if (plan.deadline !== undefined) lines.push(`deadline ${plan.deadline}`);
  if (plan.namespaces.length > 0) lines.push(`namespaces ${plan.namespaces.join(' ')}`);
  if (plan.scratch) lines.push('scratch');
  if (plan.proc) lines.push('proc');
  if (plan.sharedPids) lines.push('shared-pids');
  for (const { name, size, bytes } of plan.buffers) {
    lines.push(`buffer ${name} ${size} ${Buffer.from(bytes).toString('hex')}`.trimEnd());
  }
  for (const { buffer, offset, target, addend } of plan.pointers) {
    lines.push(`pointer ${buffer} ${offset} ${target}${plus(addend)}`);
  }
  for (const step of plan.steps) {
    if (step.words !== undefined) lines.push(`# ${oneLine(step.words)}`);
    lines.push(writeStep(step));
  }
  const text = `${lines.join('\n')}\n`;
  checkLimits(plan, text);
  return text;
}
