import { BootFailure } from '../guest/boot-failure.ts';

/** How often at most: a death is noticed at once, silence only at the deadline. */
const attempts = { death: 3, silence: 2 };

/**
 * Boots under TCG until the agent is ready. A boot may die or stop in its middle by QEMU's fault (docs/decisions/0003-virtual-machine.md), and is then tried again; always
 * told, and nothing that comes after the boot is. A guest that printed nothing has another fault, which does not go away.
 *
 * @param boot one attempt
 * @param tell receives a line for each attempt that is made again
 * @throws {BootFailure} of the last attempt
 */
export async function bootPatiently<Guest>(boot: () => Promise<Guest>, tell: (text: string) => void): Promise<Guest> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await boot();
    } catch (error) {
      if (!(error instanceof BootFailure) || error.console === '') throw error;
      const most = attempts[error.ended ? 'death' : 'silence'];
      if (attempt >= most) throw error;
      const how = error.ended ? 'died before the agent was ready' : 'stopped';
      tell(`boot ${attempt} of at most ${most} ${how}: ${error.summary}`);
    }
  }
}
