import { expect, test } from 'vitest';
import { buildProbe } from '../../fixtures/probe/build.ts';
import { fetchKernel, resolveKernels } from '../kernels/index.ts';
import { bootable, openWorkshop, readySnapshot } from '../prepare.ts';
import { timeouts } from '../timeouts.ts';

const patience = timeouts(3);
const plan = [
  'plan 1',
  'arch x86_64',
  'scratch',
  'step 0 main call 39',
  'step 1 main process child',
  'step 2 child call 39',
  '',
].join('\n');

// Every stock kernel here can drive virtio-serial; those of users may not.
test.each([
  { transport: 'virtio', words: [] },
  // A word that the kernel does not know is handed to the first process.
  { transport: 'serial', words: ['kconform.transport=serial', 'nokaslr'] },
])(
  'a guest continues from its snapshot and runs plans over $transport',
  async ({ transport, words }) => {
    const workshop = await openWorkshop({
      probe: await buildProbe(),
      timeouts: patience,
      accelerator: 'tcg',
      onEvent: () => {},
    });
    const [name] = await resolveKernels(['debian:7.3']);
    const ready = await bootable(await fetchKernel(name!), workshop);
    const snapshot = await readySnapshot(ready, 'tcg', words, workshop);
    for (let time = 0; time < 2; time++) {
      using guest = await snapshot.restore(patience);
      expect(guest.hello.transport).toBe(transport);
      const reply = await guest.run(plan, 10_000);
      expect(reply).toMatchObject({ kind: 'observation', text: expect.stringMatching(/step 2 ret 3\n.*end ok/s) });
      guest.pause();
      guest.resume();
      expect(await guest.run(plan, 10_000)).toMatchObject({ kind: 'observation' });
    }
  },
  240_000,
);
