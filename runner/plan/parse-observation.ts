import type { Observation, ObservedEnd, ObservedOutput, ObservedResult } from './observation.ts';
import { bigNumber, integer, offsetName } from './tokens.ts';

/** Text that claims to be an observation is none, or is cut. The message begins with `line N:`. */
export class ObservationSyntaxError extends Error {
  override readonly name = 'ObservationSyntaxError';
}

interface Draft {
  result: ObservedResult | undefined;
  outputs: ObservedOutput[];
  text: Uint8Array | undefined;
}

function bytesOf(hex: string | undefined): Uint8Array {
  if (hex === undefined || hex === '-') return new Uint8Array();
  if (!/^([0-9a-fA-F]{2})*$/.test(hex)) throw new Error(`'${hex}' is not hexadecimal`);
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function parseResult(words: readonly string[]): ObservedResult {
  switch (words[0]) {
    case 'ret':
      return { kind: 'ret', value: bigNumber(words[1]) };
    case 'errno':
      return { kind: 'errno', number: integer(words[1]) };
    case 'started':
    case 'blocked':
    case 'unreached':
      return { kind: words[0] };
    case 'gone':
      if (words[1] === 'exit') return { kind: 'gone', exit: integer(words[2]) };
      if (words[1] === 'signal') return { kind: 'gone', signal: integer(words[2]) };
      return { kind: 'gone' };
    default:
      throw new Error(`'${words[0] ?? ''}' is not a result`);
  }
}

function parseEnd(words: readonly string[]): ObservedEnd {
  switch (words[1]) {
    case 'ok':
    case 'deadline':
    case 'unkillable':
      return { kind: words[1] };
    case 'killed':
      return { kind: 'killed', signal: integer(words[2]) };
    case 'fault':
      return { kind: 'fault', number: integer(words[2]), text: words.slice(3).join(' ') };
    default:
      throw new Error(`'${words[1] ?? ''}' is not an end`);
  }
}

function takeStep(drafts: Map<number, Draft>, words: readonly string[]): void {
  const id = integer(words[1]);
  const draft = drafts.get(id) ?? { result: undefined, outputs: [], text: undefined };
  drafts.set(id, draft);
  if (words[2] === 'out') draft.outputs.push({ ...offsetName(words[3]), bytes: bytesOf(words[4]) });
  else if (words[2] === 'text') draft.text = bytesOf(words[3]);
  else if (draft.result !== undefined) throw new Error(`a second result of step ${id}`);
  else draft.result = parseResult(words.slice(2));
}

/**
 * Parses what the probe sends back.
 *
 * @param text an observation (docs/plan-format.md)
 * @throws ObservationSyntaxError when it is not one, or has no `end` line (it was cut)
 */
export function parseObservation(text: string): Observation {
  const drafts = new Map<number, Draft>();
  let taint: Observation['taint'];
  let microseconds: number | undefined;
  let end: ObservedEnd | undefined;
  const take = (words: readonly string[], line: string) => {
    if (words[0] === 'step') takeStep(drafts, words);
    else if (words[0] === 'taint') taint = { before: integer(words[1]), after: integer(words[2]) };
    else if (words[0] === 'time') microseconds = integer(words[1]);
    else if (words[0] === 'end') end = parseEnd(words);
    else if (line !== 'observation 1') throw new Error(`'${line}' is not an item of an observation`);
  };
  const lines = text.split('\n');
  if (lines[0]?.trim() !== 'observation 1') throw new ObservationSyntaxError("line 1: not 'observation 1'");
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '') continue;
    try {
      take(line.split(/ +/), line);
    } catch (error) {
      throw new ObservationSyntaxError(`line ${index + 1}: ${(error as Error).message}`);
    }
  }
  if (end === undefined) throw new ObservationSyntaxError(`line ${lines.length}: cut off before the 'end' line`);
  const steps = [...drafts].map(([id, { result, outputs, text: printed }]) => {
    if (result === undefined) throw new ObservationSyntaxError(`line ${lines.length}: step ${id} has no result`);
    return { id, result, outputs, ...(printed === undefined ? {} : { text: printed }) };
  });
  return {
    steps: steps.sort((a, b) => a.id - b.id),
    ...(taint === undefined ? {} : { taint }),
    ...(microseconds === undefined ? {} : { microseconds }),
    end,
  };
}
