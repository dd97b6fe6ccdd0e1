import { parseStep } from './parse-step.ts';
import type { Namespace, Plan, PlanBuffer, PlanPointer, PlanStep } from './plan.ts';
import { integer, name, offsetName, PlanSyntaxError } from './tokens.ts';

export { PlanSyntaxError } from './tokens.ts';

const NAMESPACES: readonly string[] = ['mount', 'net', 'ipc', 'uts', 'user', 'time'];

function withoutTrailingZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

function parseBuffer(words: readonly string[]): PlanBuffer {
  const hex = words[3] ?? '';
  if (!/^([0-9a-fA-F]{2})*$/.test(hex)) throw new Error(`'${hex}' is not hexadecimal`);
  return {
    name: name(words[1]),
    size: integer(words[2]),
    bytes: withoutTrailingZeros(Uint8Array.from(Buffer.from(hex, 'hex'))),
  };
}

function parsePointer(words: readonly string[]): PlanPointer {
  const target = offsetName(words[3]);
  return { buffer: name(words[1]), offset: integer(words[2]), target: target.buffer, addend: target.offset };
}

function parseNamespaces(words: readonly string[]): Namespace[] {
  const unknown = words.slice(1).find((word) => !NAMESPACES.includes(word));
  if (unknown !== undefined) throw new Error(`'${unknown}' is not a namespace`);
  return words.slice(1) as Namespace[];
}

/**
 * Parses a plan's text, for replay and for tests. Comments are not kept.
 *
 * @param text a plan (docs/plan-format.md)
 * @throws PlanSyntaxError whose message begins with `line N:`
 */
export function parsePlan(text: string): Plan {
  let title: string | undefined;
  let arch: string | undefined;
  let deadline: number | undefined;
  let namespaces: Namespace[] = [];
  let scratch = false;
  let proc = false;
  let sharedPids = false;
  let version = false;
  const buffers: PlanBuffer[] = [];
  const pointers: PlanPointer[] = [];
  const steps: PlanStep[] = [];
  const take = (line: string, words: readonly string[]) => {
    if (!version && line !== 'plan 1') throw new Error("the first line must be 'plan 1'");
    version = true;
    switch (words[0]) {
      case 'plan':
        return;
      case 'name':
        title = line.slice('name '.length);
        return;
      case 'arch':
        if (words[1] !== 'x86_64') throw new Error(`architecture '${words[1]}'`);
        arch = words[1];
        return;
      case 'deadline':
        deadline = integer(words[1]);
        return;
      case 'namespaces':
        namespaces = parseNamespaces(words);
        return;
      case 'scratch':
        scratch = true;
        return;
      case 'proc':
        proc = true;
        return;
      case 'shared-pids':
        sharedPids = true;
        return;
      case 'buffer':
        buffers.push(parseBuffer(words));
        return;
      case 'pointer':
        pointers.push(parsePointer(words));
        return;
      case 'step':
        steps.push(parseStep(words, steps.length));
        return;
      default:
        throw new Error(`'${words[0]}' is not an item of a plan`);
    }
  };
  for (const [index, raw] of text.split('\n').entries()) {
    // A name is text to the end of the line, so a '#' in it is no comment.
    const line = (/^\s*name\s/.test(raw) ? raw : raw.replace(/#.*$/, '')).trim();
    if (line === '') continue;
    try {
      take(line, line.split(/ +/));
    } catch (error) {
      throw new PlanSyntaxError(`line ${index + 1}: ${(error as Error).message}`);
    }
  }
  if (arch === undefined) throw new PlanSyntaxError('line 1: the plan names no architecture');
  return {
    ...{ name: title, arch: 'x86_64', deadline, namespaces, scratch, proc },
    ...(sharedPids ? { sharedPids } : {}),
    ...{ buffers, pointers, steps },
  };
}
