import { join } from 'node:path';
import type { Results } from '../../results/schema.ts';
import { performSelftests, type SelftestRequest } from '../perform.ts';

/** Run selftests on debian:7.3. @param folder where the results go */
export async function runOnGuest(
  folder: string,
  request: Pick<SelftestRequest, 'targets' | 'afterProgram'>,
): Promise<Results> {
  const { doc } = await performSelftests({
    kernels: ['debian:7.3'],
    jobs: 2,
    timeoutScale: undefined,
    accelerator: 'auto',
    results: join(folder, 'results.json'),
    command: 'kconform selftests',
    onEvent: () => {},
    signal: new AbortController().signal,
    ...request,
  });
  return doc;
}

/** Verdicts of one program, in a line each: `CASE | verdict | reason`. */
export function verdictsOf({ verdicts }: Results, program: string): string[] {
  return verdicts
    .filter(({ scenario }) => scenario.startsWith(`selftests/${program}/`))
    .map(({ scenario, verdict, reason }) => [scenario.split('/').at(-1), verdict, reason].filter(Boolean).join(' | '));
}
