import { readdirSync, readFileSync } from 'node:fs';
import type { Severity, SplatKind } from './kinds.ts';

const folder = new URL('../../fixtures/console/', import.meta.url);

/** A console log of the golden corpus, and what the parser must find in it. */
export interface Golden {
  name: string;
  /** The bytes as the serial port sent them, as Latin-1 text. */
  text: string;
  /** How the log was made. */
  how: string;
  splats: { kind: SplatKind; title: string; severity: Severity }[];
}

/** The whole corpus of `fixtures/console`. */
export function corpus(): Golden[] {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length));
  return names.map((name) => {
    const expected = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Omit<Golden, 'name' | 'text'>;
    return { ...expected, name, text: readFileSync(new URL(`${name}.log`, folder), 'latin1') };
  });
}
