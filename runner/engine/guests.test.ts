import { expect, test } from 'vitest';
import { resolveKernels } from '../../vm/kernels/index.ts';
import type { BootName } from '../scenario/boots.ts';
import { Guests, MOST_PLANS } from './guests.ts';
import { prepareKernels } from './prepare-all.ts';

test('a guest with audit, which keeps all records, is continued from its snapshot again after some plans', async () => {
  const { ready, failures } = await prepareKernels({
    names: await resolveKernels(['debian:7.3']),
    ...{ boots: ['default', 'audit'], modules: [], fileSystems: [], samples: [], jobs: 1, timeoutScale: 4 },
    ...{ accelerator: 'auto', onEvent: () => {}, signal: new AbortController().signal },
  });
  expect(failures).toEqual([]);
  const session = { kernel: ready[0]!.kernel, scenarios: undefined, repeat: 1, timeoutScale: 4, verbose: false };
  using guests = new Guests();
  const restoresOf = async (boot: BootName, plans: number) => {
    for (let plan = 0; plan < plans; plan += 1) expect((await guests.get(session, boot)).usable).toBe(true);
    return guests.takeRestores().length;
  };
  const most = MOST_PLANS.audit!;
  expect(await restoresOf('audit', most)).toBe(1);
  expect(await restoresOf('default', most + 1)).toBe(1);
  expect(await restoresOf('audit', most)).toBe(1);
  expect(await restoresOf('audit', 1)).toBe(1);
}, 240_000);
