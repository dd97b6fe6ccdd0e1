import { dataInWords } from '../expect/data.ts';
import type { Value } from '../syscalls/value.ts';

/** A value as in a line of strace. */
export function valueInWords(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint' || typeof value === 'number')
    return value > 0xffff ? `0x${value.toString(16)}` : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return dataInWords(value);
  switch (value.kind) {
    case 'memory':
      return `&${value.name}`;
    case 'region':
      return `&${value.memory.name}+${value.offset}`;
    case 'result':
      return value.label;
    case 'actor':
      return value.name;
    default:
      return value.words;
  }
}
