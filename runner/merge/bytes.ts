/**
 * Documents as bytes, a line at a time. Verdicts are thousands of lines that a merge only sorts: they are read and checked one by one, and written as they were read.
 * Besides being quick, this is not limited by the length of a string.
 */
import { readFileSync } from 'node:fs';
import { Compile, type Validator } from 'typebox/compile';
import { parseResults } from '../results/read.ts';
import { salvageResults } from '../results/salvage.ts';
import { type Results, type Verdict, VerdictSchema } from '../results/schema.ts';
import { serialise } from '../results/write.ts';

/** Verdicts as they were written. */
export class Lines {
  readonly #lines = new WeakMap<Verdict, Uint8Array>();

  /** What is kept of a verdict while thousands are merged: of those that passed nobody asks for the steps, and they are nearly all of the memory. */
  keep(verdict: Verdict, line: Uint8Array): Verdict {
    const kept = verdict.verdict === 'pass' ? { ...verdict, steps: [] } : verdict;
    this.#lines.set(kept, line);
    return kept;
  }

  /** The verdict with everything that was written. */
  whole(verdict: Verdict): Verdict {
    const line = this.#lines.get(verdict);
    return line === undefined ? verdict : (JSON.parse(Buffer.from(line).toString()) as Verdict);
  }

  /** Its text. */
  bytesOf(verdict: Verdict): Uint8Array {
    return this.#lines.get(verdict) ?? Buffer.from(JSON.stringify(verdict));
  }
}

const START = Buffer.from('\n"verdicts": [\n');
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const CLOSING = Buffer.from(']');

let compiled: Validator | undefined;

/**
 * Reads a document or a journal. Verdicts that passed may come without their steps: `lines` has them.
 *
 * @param lines takes the verdicts' text, where the document has them in lines
 * @throws UserError when it is neither, or of another version
 */
export function readDocument(path: string, lines: Lines): Results {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return salvaged(path);
  }
  return readLines(bytes, path, lines) ?? salvaged(path);
}

/** Whatever is unusual about a file: a journal, other JSON of a document, and what is whole of one that was cut off. */
function salvaged(path: string): Results {
  const { doc, lost } = salvageResults(path);
  if (lost.length === 0) return doc;
  const infrastructure = [...doc.infrastructure, { message: `${path} is damaged, and lost: ${lost.join('; ')}` }];
  return { ...doc, status: doc.status === 'complete' ? 'infrastructure' : doc.status, infrastructure };
}

function readLines(bytes: Buffer, path: string, lines: Lines): Results | undefined {
  const start = bytes.indexOf(START);
  if (start < 0) return undefined;
  compiled ??= Compile(VerdictSchema);
  const verdicts: Verdict[] = [];
  let from = start + START.length;
  try {
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end < 0) return undefined;
      if (bytes[from] === CLOSING[0]) break;
      const line = bytes.subarray(from, bytes[end - 1] === COMMA ? end - 1 : end);
      const verdict: unknown = JSON.parse(line.toString());
      if (!compiled.Check(verdict)) return undefined;
      verdicts.push(lines.keep(verdict as Verdict, line));
      from = end + 1;
    }
    // From the opening bracket, which is followed by the closing one, on the line after the last verdict.
    const rest = Buffer.concat([bytes.subarray(0, start + START.length - 1), bytes.subarray(from)]).toString();
    return { ...parseResults(rest, path), verdicts };
  } catch {
    return undefined;
  }
}

/** The document as `serialise` would write it, piece by piece. */
export function* documentBytes(doc: Results, lines: Lines): Generator<Uint8Array> {
  const text = serialise({ ...doc, verdicts: [] });
  const [before, after] = text.split('\n"verdicts": []', 2);
  if (doc.verdicts.length === 0) return yield Buffer.from(text);
  yield Buffer.from(`${before}\n"verdicts": [\n`);
  let pieces: Uint8Array[] = [];
  let size = 0;
  for (const [index, verdict] of doc.verdicts.entries()) {
    const line = lines.bytesOf(verdict);
    pieces.push(line, index < doc.verdicts.length - 1 ? separator : lineFeed);
    size += line.length;
    if (size > PIECE) {
      yield Buffer.concat(pieces);
      [pieces, size] = [[], 0];
    }
  }
  yield Buffer.concat([...pieces, Buffer.from(`]${after}`)]);
}

const PIECE = 4e6;
const separator = Buffer.from(',\n');
const lineFeed = Buffer.from('\n');
