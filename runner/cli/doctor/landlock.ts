/** What the kernel of this host says of Landlock. It matters for `--kernel host` only. */
import { release } from 'node:os';
import { errataText } from '../../report/matrix.ts';
import type { Check } from './check.ts';

// The same on every architecture but alpha (include/uapi/asm-generic/unistd.h).
const LANDLOCK_CREATE_RULESET = 444;
const LANDLOCK_CREATE_RULESET_VERSION = 1;
const LANDLOCK_CREATE_RULESET_ERRATA = 2;

/** Ask for ABI and errata. Both queries only answer, they restrict nothing. */
export async function checkLandlock(): Promise<Check> {
  const { default: koffi } = await import('koffi');
  const libc = koffi.load('libc.so.6');
  const syscall = libc.func('syscall', 'long', ['long', 'void *', 'size_t', 'uint32_t']);
  const ask = (flags: number): { answer: number; errno: number } => {
    const answer = Number(syscall(LANDLOCK_CREATE_RULESET, null, 0, flags));
    return { answer, errno: koffi.errno() };
  };
  const abi = ask(LANDLOCK_CREATE_RULESET_VERSION);
  const errata = ask(LANDLOCK_CREATE_RULESET_ERRATA);
  return describeLandlock(release(), abi, errata.answer < 0 ? null : errata.answer, koffi.os.errno);
}

/** The answers in words. */
export function describeLandlock(
  kernel: string,
  { answer, errno }: { answer: number; errno: number },
  errata: number | null,
  names: Record<string, number>,
): Check {
  const name = 'host kernel';
  if (answer > 0)
    return { name, status: 'ok', value: `${kernel}, Landlock ABI ${answer}, errata ${errataText(errata)}` };
  const why = Object.keys(names).find((key) => names[key] === errno) ?? `errno ${errno}`;
  return {
    name,
    status: 'note',
    value: `${kernel}, no Landlock (${why})`,
    hint: 'guests have kernels of their own; only --kernel host needs Landlock in the kernel of this host',
  };
}
