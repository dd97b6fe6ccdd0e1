import { expect, test } from 'vitest';
import type { Event } from '../report/events.ts';
import { startProgress } from '../report/progress.ts';
import type { BootName } from '../scenario/boots.ts';
import { stagesOf } from './kernel-stages.ts';

test('of boots that happen at the same time, it is told which is which', () => {
  const kernel = 'debian:7.3';
  const told: Event[] = [];
  const stages = stagesOf(kernel, (event) => told.push(event));
  const ways: readonly BootName[] = ['default', 'audit', 'rootfs:session'];
  for (const phase of ['start', 'end'] as const) {
    for (const boot of ways) stages.onVmEventOf(boot)({ kind: 'boot', phase, kernel, ms: 2300 });
  }
  let text = '';
  const progress = startProgress({
    write: (part) => {
      text += part;
    },
  });
  for (const event of told) progress.onEvent(event);
  expect(text).toBe(
    [
      'debian:7.3: booted in 2.3 s\n',
      'debian:7.3: booted in 2.3 s: audit\n',
      'debian:7.3: booted in 2.3 s: rootfs:session\n',
    ].join(''),
  );
});
