/** What two kernels say of themselves, compared. */
import type { Kernel } from '../results/schema.ts';

/** One thing that differs: `abi`, `feature sigio-pgid-fixed`; undefined on the side that does not have it. */
export interface FactChange {
  name: string;
  before: string | undefined;
  after: string | undefined;
}

/** ABI, errata, state, features, masks, options of the configuration and LSMs that differ, in this order. */
export function compareFacts(before: Kernel, after: Kernel): FactChange[] {
  const facts = [factsOf(before), factsOf(after)] as const;
  const names = new Set([...facts[0].keys(), ...facts[1].keys()]);
  return [...names]
    .map((name) => ({ name, before: facts[0].get(name), after: facts[1].get(name) }))
    .filter(({ before, after }) => before !== after);
}

function factsOf({ abi, errata, landlock, features, masks, config = {}, lsms = [] }: Kernel): Map<string, string> {
  return new Map<string, string>([
    ['landlock', landlock],
    ['ABI', `${abi}`],
    ['errata', errata === null ? 'not told' : errataInWords(errata)],
    ...sorted(features).map(([name, has]): [string, string] => [`feature ${name}`, has ? 'yes' : 'no']),
    ...sorted(masks).map(([name, mask]): [string, string] => [`mask ${name}`, mask]),
    ...sorted(config).map(([name, value]): [string, string] => [`CONFIG_${name}`, value]),
    ...(lsms.length > 0 ? [['LSMs', lsms.join(',')] as [string, string]] : []),
  ]);
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** By number, as the kernel documents them: bit 0 is erratum 1. */
function errataInWords(mask: number): string {
  const numbers = [...mask.toString(2)].reverse().flatMap((bit, index) => (bit === '1' ? [index + 1] : []));
  return numbers.join(',') || 'none';
}
