import { findSplats } from '../../vm/console/splats.ts';
import { newTaint } from '../../vm/console/taint.ts';
import type { GuestReply } from '../../vm/guest/reply.ts';
import type { Observation } from '../plan/observation.ts';
import type { Splat } from '../results/schema.ts';

/** What the kernel did to itself while a scenario ran. */
export interface Crash {
  reason: string;
  splats: Splat[];
}

/**
 * Whether the kernel crashed, warned or became tainted: by its console, by the death of the virtual machine, and by the taint mask before and after.
 */
export function crashOf(reply: GuestReply, observation: Observation | undefined): Crash | undefined {
  const splats = findSplats(reply.console)
    .filter(({ severity }) => severity !== 'note')
    .map(({ kind, title, lines }): Splat => ({ kind, title, text: lines.join('\n') }));
  if (splats.length > 0) return { reason: splats.map(({ title }) => title).join('; '), splats };
  if (reply.kind === 'died') return { reason: `the virtual machine ended: ${reply.how}`, splats: [] };
  const { before = 0, after = 0 } = observation?.taint ?? {};
  const { taints, harmful } = newTaint(before, after);
  if (!harmful) return undefined;
  const names = taints.map(({ name }) => name).join(', ');
  return { reason: `the kernel became tainted: ${names}`, splats: [{ kind: 'taint', title: `tainted: ${names}` }] };
}
