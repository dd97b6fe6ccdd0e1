import { duration, plural } from '../../runner/report/style.ts';
import type { Fate } from './record.ts';

/** One line for one mutant. */
export function fateLine({ name, subject, fate, killers, scenarios, buildSeconds, runSeconds }: Fate): string {
  const by = killers[0] ? ` by ${killers[0].scenario}` : '';
  const cost = `${duration(buildSeconds * 1000)} + ${duration(runSeconds * 1000)}, ${plural(scenarios, 'scenario')}`;
  return `${fate.padEnd(8)}  ${name}: ${subject} (${cost})${by}`;
}

/** Survivors that nobody gave a reason for. */
export function unexplained(fates: readonly Fate[], reviewed: Readonly<Record<string, string>>): Fate[] {
  return fates.filter(({ name, fate }) => fate === 'survived' && !(name in reviewed));
}

/** The end of the report: how many of how many, and every survivor with its reason. */
export function renderFates(fates: readonly Fate[], reviewed: Readonly<Record<string, string>>): string {
  const survivors = fates.filter(({ fate }) => fate === 'survived');
  const killed = fates.length - survivors.length;
  const share = fates.length === 0 ? 0 : Math.floor((killed / fates.length) * 1000) / 10;
  const lines = survivors.map(
    ({ name, subject }) => `survived  ${name}: ${subject}\n  ${reviewed[name] ?? 'a hole: no scenario notices'}`,
  );
  const obsolete = fates.filter(({ name, fate }) => fate === 'killed' && name in reviewed);
  for (const { name } of obsolete) lines.push(`${name} is killed, and yet has a reason to survive in equivalent.json`);
  return `${[...lines, `${killed} of ${plural(fates.length, 'mutant')} killed (${share} %)`].join('\n')}\n`;
}
