import { closestMatch } from 'leven';
import { X86_64 } from './x86_64.ts';

/** Architectures whose system call numbers are known. */
export type Arch = 'x86_64';

const TABLES: Record<Arch, Readonly<Record<string, number>>> = { x86_64: X86_64 };

/**
 * The number of a system call.
 *
 * @param arch the guest's architecture
 * @param name the call's name as in the kernel's table, such as `landlock_create_ruleset`
 * @throws RangeError for a name that the table does not have; the message names the nearest one
 */
export function syscallNumber(arch: Arch, name: string): number {
  const number = TABLES[arch][name];
  if (number !== undefined) return number;
  const nearest = closestMatch(name, Object.keys(TABLES[arch]));
  throw new RangeError(`no system call '${name}' on ${arch}; did you mean '${nearest}'?`);
}

/** The name of a system call number, or undefined when the table does not have it. */
export function syscallName(arch: Arch, number: number): string | undefined {
  return Object.entries(TABLES[arch]).find(([, candidate]) => candidate === number)?.[0];
}
