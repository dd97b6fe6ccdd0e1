/** What selftests are called in reports, and in files about them. */
import type { SelftestTarget } from '../../vm/selftests/build.ts';

/** Identities of all programs of the directories that run, such as `selftests/landlock/fs_test`: those of cases begin with them. */
export function identitiesOf(targets: readonly SelftestTarget[]): string[] {
  const all = targets.flatMap(({ selftests: { name, programs } }) =>
    programs.map((program) => `selftests/${name}/${program.name}`),
  );
  return [...new Set(all)];
}
