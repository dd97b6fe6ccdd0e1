/** Where in the site the page is: `#/VIEW/REST?KEY=VALUE`. All state that is worth mailing stands there. */
import { useEffect, useState } from 'preact/hooks';

/** A place in the site. */
export interface Route {
  /** Name of the view. */
  view: string;
  /** What the view shows, such as the identity of a scenario; may have slashes. */
  rest: string;
  query: ReadonlyMap<string, string>;
}

/** Read the fragment of an address. */
export function parseHash(hash: string): Route {
  const [path = '', search = ''] = split(hash.replace(/^#?\/?/, ''), '?');
  const [view = '', rest = ''] = split(path, '/');
  return {
    view: decode(view),
    rest: rest.split('/').map(decode).join('/'),
    query: new Map(new URLSearchParams(search)),
  };
}

/** The fragment for a place; empty values are left out. */
export function hashOf(view: string, rest = '', query: Iterable<readonly [string, string]> = []): string {
  const path = [view, ...(rest === '' ? [] : rest.split('/'))].map(encode).join('/');
  const search = new URLSearchParams(
    [...query].filter(([, value]) => value !== '').map(([key, value]) => [key, value]),
  );
  // A fragment may have these as they are, and is easier to read.
  const text = search.toString().replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',');
  return `#/${path}${text === '' ? '' : `?${text}`}`;
}

/** Go elsewhere in the site. `replace` leaves no step to go back to, as for every letter that is typed. */
export function go(hash: string, { replace = false } = {}): void {
  if (!replace) location.hash = hash;
  else {
    history.replaceState(null, '', hash);
    for (const listener of listeners) listener();
  }
}

/** Go to the same place with some of its query changed; an empty value takes a key away. */
export function change(changes: Record<string, string>, options?: { replace?: boolean }): void {
  const { view, rest, query } = parseHash(location.hash);
  go(hashOf(view, rest, [...new Map([...query, ...Object.entries(changes)])]), options);
}

const listeners = new Set<() => void>();

/** The place where the page is, now and whenever it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const listener = () => setHash(location.hash);
    listeners.add(listener);
    addEventListener('hashchange', listener);
    listener();
    return () => {
      listeners.delete(listener);
      removeEventListener('hashchange', listener);
    };
  }, []);
  return parseHash(hash);
}

function split(text: string, separator: string): [string, string] {
  const place = text.indexOf(separator);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + separator.length)];
}

/** As little as must be, so that it can be read. */
function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed()).replaceAll('%3A', ':').replaceAll('%2C', ',');
}

/** An address that somebody cut in the middle of an escape still means something. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
