import type { Operation, PlanRegion, PlanStep, PlanStore } from './plan.ts';
import { integer, name, planValue, region, wordSize } from './tokens.ts';

function parseOperation(words: readonly string[]): Operation {
  switch (words[0]) {
    case 'call':
      return { verb: 'call', number: integer(words[1]), values: words.slice(2).map(planValue) };
    case 'process':
      return { verb: 'process', actor: name(words[1]), flags: words[2] === undefined ? 0 : integer(words[2]) };
    case 'thread':
      return { verb: 'thread', actor: name(words[1]) };
    case 'reexec':
      return {
        verb: 'reexec',
        ...(words[1] !== undefined && { buffer: name(words[1]) }),
        ...(words[2] !== undefined && { environment: name(words[2]) }),
      };
    case 'program':
      return {
        verb: 'program',
        buffer: name(words[1]),
        limit: integer(words[2]),
        ...(words[3] !== undefined && { environment: name(words[3]) }),
      };
    case 'await':
      return { verb: 'await', step: integer(words[1]) };
    default:
      throw new Error(`'${words[0] ?? ''}' is not a verb`);
  }
}

function parseStore(text: string): PlanStore {
  const equals = text.indexOf('=');
  if (equals < 0) throw new Error(`'set=${text}' stores no value`);
  const { buffer, offset, size } = region(text.slice(0, equals));
  return { buffer, offset, size: wordSize(size), value: planValue(text.slice(equals + 1)) };
}

/**
 * Parses the words of a `step` line.
 *
 * @param words the line, split at spaces
 * @param expectedId the ID that comes next
 * @throws Error without a line number; the caller adds it
 */
export function parseStep(words: readonly string[], expectedId: number): PlanStep {
  const id = integer(words[1]);
  if (id !== expectedId) throw new Error(`step ${id} where step ${expectedId} comes next`);
  const actor = name(words[2]);
  const start = words[3] === 'start';
  const rest = words.slice(start ? 4 : 3);
  // Modifiers are the words with '=', and stand last; no value and no name holds that sign.
  const isModifier = (word: string) => word.includes('=');
  const operation = parseOperation(rest.filter((word) => !isModifier(word)));
  let deadline: number | undefined;
  const stores: PlanStore[] = [];
  const outputs: PlanRegion[] = [];
  for (const word of rest.filter(isModifier)) {
    const equals = word.indexOf('=');
    const argument = word.slice(equals + 1);
    switch (word.slice(0, equals)) {
      case 'deadline':
        deadline = integer(argument);
        break;
      case 'set':
        stores.push(parseStore(argument));
        break;
      case 'out':
        outputs.push(region(argument));
        break;
      default:
        throw new Error(`'${word}' is not a modifier`);
    }
  }
  return { id, actor, start, operation, deadline, stores, outputs };
}
