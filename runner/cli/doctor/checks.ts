/** Everything that doctor looks at, in the order in which it is shown. */
import { checkCache, checkKernels } from './cache.ts';
import { attempt, type Check } from './check.ts';
import { checkLandlock } from './landlock.ts';
import { checkQemu } from './qemu.ts';
import { checkCompiler, checkKeyring, checkTools } from './tools.ts';
import { checkTransports } from './transports.ts';

/** Look at all of it, at once. */
export async function allChecks(): Promise<Check[]> {
  const checks = await Promise.all([
    attempt('host kernel', checkLandlock),
    { name: 'Node', status: 'ok', value: process.version } satisfies Check,
    checkQemu(),
    attempt('C compiler', checkCompiler),
    checkTools(),
    attempt('archive keys', checkKeyring),
    attempt('cache', checkCache),
    attempt('kernels', checkKernels),
    attempt('transports', checkTransports),
  ]);
  return checks.flat();
}
