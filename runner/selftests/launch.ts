/** Runs one program of kselftest in a guest. */
import type { PlanRunner } from '../../vm/guest/guest.ts';
import type { SelftestProgram, Selftests } from '../../vm/selftests/build.ts';
import { guestDirectory, guestLauncher } from '../../vm/selftests/image.ts';
import { isPlain } from '../../vm/selftests/ltp/choose.ts';
import { ltpRunner } from '../../vm/selftests/ltp/image.ts';
import { runPlan } from '../engine/run-plan.ts';
import { parseObservation } from '../plan/parse-observation.ts';
import type { Ran } from './verdicts.ts';

/** Seconds that kselftest grants a program whose `settings` do not say (kselftest/runner.sh). */
const DEFAULT_TIMEOUT = 45;

/** What stands for `timeout=0`, which is for ever: nobody waits longer for a verdict. */
const FOR_EVER = 3600;

/**
 * Run a program, and wait for its end. What it prints is in the console of the answer.
 *
 * @param guest one whose image has the selftests; it serves nobody else afterwards, but answers plans if it is still usable
 * @param slowness factor for its deadline
 * @param only name of the one case to run, which kselftest_harness.h takes as `-r`; for LTP, the one file system
 * @param list whether it shall list its cases instead, which that harness does for `-l`
 */
export async function launchProgram(
  guest: PlanRunner,
  selftests: Selftests,
  program: SelftestProgram,
  { slowness, only, list = false }: { slowness: number; only?: string | undefined; list?: boolean },
): Promise<Ran> {
  const deadline = Math.round(
    (selftests.timeout === 0 ? FOR_EVER : (selftests.timeout ?? DEFAULT_TIMEOUT)) * slowness * 1000,
  );
  const what = list ? ['-l'] : only === undefined ? [] : ['-r', only];
  const words =
    selftests.format === 'ltp'
      ? ltpWords(program, slowness, only)
      : [guestDirectory(selftests), `./${program.name}`, ...what];
  const name = `selftests/${selftests.name}/${program.name}`;
  const reply = await runPlan(guest, name, planOf(name, [guestLauncher, ...words], deadline), deadline + 1000);
  return { reply, observation: reply.kind === 'observation' ? parseObservation(reply.text) : undefined, deadline };
}

/** As LTP documents for users (doc/users/setup_tests.rst). Its own deadlines are for processors, too, and a multiplier below 1 would not help anybody. */
function ltpWords({ name, command = name }: SelftestProgram, slowness: number, only: string | undefined): string[] {
  const variables = [
    `LTP_TIMEOUT_MUL=${Math.max(1, slowness)}`,
    ...(only === undefined ? [] : [`LTP_SINGLE_FS_TYPE=${only}`]),
  ];
  // A shell of its own, which gives way to the test, unless there is something for it to do.
  return ['/tmp', ltpRunner, ...variables, '/bin/sh', '-c', isPlain(command) ? `exec ${command}` : command];
}

/** As root, in the namespaces of the guest: selftests make those that they need. */
function planOf(name: string, words: readonly string[], deadline: number): string {
  const bytes = Buffer.from(`${words.join('\0')}\0\0`);
  return [
    'plan 1',
    `name ${name}`,
    'arch x86_64',
    `deadline ${deadline + 1000}`,
    'shared-pids',
    `buffer arguments ${bytes.length} ${bytes.toString('hex')}`,
    `step 0 main program arguments 4096 deadline=${deadline}`,
    '',
  ].join('\n');
}
