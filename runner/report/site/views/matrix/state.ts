/** What of the matrix is shown, as it stands in the address. */

/** Which scenarios are shown, of which kernels, and what is open. */
export interface MatrixState {
  /** Words that must all stand in the identity or the title. */
  text: string;
  tag: string;
  /** A mark that some kernel must have: one of MARKS, or `failed` for any that is not as expected. */
  verdict: string;
  /** `verdict` or `behaviour`: kernels must differ in it. */
  differs: string;
  /** Keys of columns; empty for all. */
  kernels: readonly string[];
  /** Older runs of the same kernels, too. */
  older: boolean;
  open: Opening;
}

/** Which groups are open. */
export interface Opening {
  /** `auto` opens all where there is little. */
  base: 'all' | 'none' | 'auto';
  /** Groups that somebody opened or closed, by key. */
  own: ReadonlyMap<string, boolean>;
}

/** Read the query of an address. */
export function readState(query: ReadonlyMap<string, string>): MatrixState {
  return {
    text: query.get('text') ?? '',
    tag: query.get('tag') ?? '',
    verdict: query.get('verdict') ?? '',
    differs: query.get('differs') ?? '',
    kernels: (query.get('kernels') ?? '').split(',').filter(Boolean),
    older: query.get('runs') === 'all',
    open: readOpening((query.get('open') ?? '').split(',').filter(Boolean)),
  };
}

/** The query for a state; what is as usual is empty. */
export function writeState({ text, tag, verdict, differs, kernels, older, open }: MatrixState): Record<string, string> {
  return {
    text,
    tag,
    verdict,
    differs,
    kernels: kernels.join(),
    runs: older ? 'all' : '',
    open: [
      ...(open.base === 'auto' ? [] : [open.base]),
      ...[...open.own].map(([key, on]) => (on ? key : `-${key}`)),
    ].join(),
  };
}

function readOpening(words: string[]): Opening {
  const base = words.find((word) => word === 'all' || word === 'none') ?? 'auto';
  const own = words
    .filter((word) => word !== base)
    .map((word) => [word.replace(/^-/, ''), !word.startsWith('-')] as const);
  return { base, own: new Map(own) };
}
