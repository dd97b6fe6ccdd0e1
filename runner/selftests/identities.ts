/** What selftests are called in reports, and in files about them. */
import type { Selftests, SelftestTarget } from '../../vm/selftests/build.ts';

/** Identities of all programs of the directories that run, such as `selftests/landlock/fs_test`: those of cases begin with them. */
export function identitiesOf(targets: readonly SelftestTarget[]): string[] {
  const all = targets.flatMap(({ selftests: { name, programs } }) =>
    programs.map((program) => `selftests/${name}/${program.name}`),
  );
  return [...new Set(all)];
}

/**
 * Options of `kconform selftests` that mean the same source and the same deadlines.
 *
 * @param timeoutScale as somebody chose it; undefined when nobody did
 */
export function optionsOf({ origin }: Pick<Selftests, 'origin'>, timeoutScale: number | undefined): string[] {
  const { ltp, tree, source, series = [] } = origin;
  return [
    ...(ltp === undefined ? [] : ['--ltp', ltp]),
    ...(tree === undefined ? [] : ['--tree', tree]),
    ...(source === undefined ? [] : ['--source', source]),
    ...series.flatMap((path) => ['--series', path]),
    ...(timeoutScale === undefined ? [] : ['--timeout-scale', String(timeoutScale)]),
  ];
}
