import type { PlanValue, WordSize } from './plan.ts';

/** A plan's text is not a plan. The message begins with `line N:`. */
export class PlanSyntaxError extends Error {
  override readonly name = 'PlanSyntaxError';
}

/** Parses a number of a plan: decimal or hexadecimal, optional minus, at most 64 bits. */
export function bigNumber(word: string | undefined): bigint {
  const match = /^(-?)(0x[0-9a-fA-F]+|\d+)$/.exec(word ?? '');
  if (match?.[2] === undefined) throw new Error(`'${word ?? ''}' is not a number`);
  const magnitude = BigInt(match[2]);
  if (magnitude >= 1n << 64n) throw new Error(`'${word}' does not fit in 64 bits`);
  return match[1] === '-' ? -magnitude : magnitude;
}

/** Parses a number that is small enough for a count, an offset or a size. */
export function integer(word: string | undefined): number {
  const number = Number(bigNumber(word));
  if (!Number.isSafeInteger(number)) throw new Error(`'${word}' is too large`);
  return number;
}

/** Parses the name of an actor or a buffer. */
export function name(word: string | undefined): string {
  if (word === undefined || !/^[a-z][a-z0-9_-]{0,31}$/.test(word)) throw new Error(`'${word ?? ''}' is not a name`);
  return word;
}

/** Parses `NAME` or `NAME+OFFSET`. */
export function offsetName(word: string | undefined): { buffer: string; offset: number } {
  const [buffer, offset, ...more] = (word ?? '').split('+');
  if (more.length > 0) throw new Error(`'${word}' has more than one offset`);
  return { buffer: name(buffer), offset: offset === undefined ? 0 : integer(offset) };
}

/** Parses `NAME[+OFFSET]:SIZE`. */
export function region(word: string | undefined): { buffer: string; offset: number; size: number } {
  const colon = (word ?? '').lastIndexOf(':');
  if (word === undefined || colon < 0) throw new Error(`'${word ?? ''}' has no size`);
  return { ...offsetName(word.slice(0, colon)), size: integer(word.slice(colon + 1)) };
}

/** Narrows a size to one that a value can have. */
export function wordSize(size: number): WordSize {
  if (size === 1 || size === 2 || size === 4 || size === 8) return size;
  throw new Error(`a value has 1, 2, 4 or 8 bytes, not ${size}`);
}

/** Parses a value. */
export function planValue(word: string): PlanValue {
  switch (word[0]) {
    case '%':
      return { kind: 'result', step: integer(word.slice(1)) };
    case '&':
      return { kind: 'address', ...offsetName(word.slice(1)) };
    case '@': {
      const { buffer, offset, size } = region(word.slice(1));
      return { kind: 'memory', buffer, offset, size: wordSize(size) };
    }
    default:
      return { kind: 'number', value: bigNumber(word) };
  }
}
