/** Socket addresses in the words of steps. */
import type { Call } from './words.ts';

/** Place of the address among the arguments. */
const PLACE: ReadonlyMap<string, number> = new Map([
  ['bind', 1],
  ['connect', 1],
  ['sendto', 4],
]);

/** The address that a call is about. Addresses without a place (AF_UNSPEC, unnamed ones) are none. */
export function addressOf(call: Call): string | undefined {
  const place = PLACE.get(call.name);
  const text = place === undefined ? messageTo(call) : call.args[place];
  return text !== undefined && isPlace(text) ? text : undefined;
}

function messageTo({ name, args }: Call): string | undefined {
  if (name !== 'sendmsg' && name !== 'sendmmsg') return undefined;
  return /message to (.+?)(?: with |\}|, message )/.exec(args.join(', '))?.[1];
}

function isPlace(text: string): boolean {
  return text.startsWith('"') || /:\d+$/.test(text);
}

/** Whether what is bound to one address gets what is sent to the other: the same, or a port of any host. */
export function reaches(bound: string, to: string): boolean {
  if (bound === to) return true;
  const [port, wanted] = [portOf(bound), portOf(to)];
  return port !== undefined && port === wanted && /^(0\.0\.0\.0|\[::\])/.test(bound);
}

function portOf(address: string): string | undefined {
  return address.startsWith('"') ? undefined : /:(\d+)$/.exec(address)?.[1];
}
