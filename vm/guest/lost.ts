import { findSplats } from '../console/splats.ts';
import { InfrastructureError } from '../errors.ts';
import { noSpaceHint, type QemuExit, qemuEndInWords } from '../qemu/process.ts';

/** What a guest with real programs prints on its console when its agent has ended, before it ends itself. How the agent ended follows. */
export const agentEnded = 'kconform: the agent ended:';

/**
 * Why a machine that is gone says nothing about its kernel, if so: a kernel that dies ends QEMU with status 0 (`panic=-1`, `-no-reboot`), anything else came from outside of it.
 * What the kernel said of itself before stays a crash.
 *
 * @param exit how QEMU ended
 * @param console what the guest printed while the plan ran
 */
export function lostBy(exit: QemuExit, console: string): InfrastructureError | undefined {
  if (findSplats(console).some(({ severity }) => severity !== 'note')) return undefined;
  const { status, signal } = exit;
  if (signal !== null || status !== 0) {
    return new InfrastructureError(qemuEndInWords(exit, ' while a plan ran'), {
      hint: hints[signal ?? ''] ?? 'a fault of QEMU or of its accelerator, and none of the kernel: try another version',
    });
  }
  const [line] = console.split(agentEnded, 2).slice(1);
  if (line === undefined) return undefined;
  return new InfrastructureError(
    `the agent in the guest was ended while a plan ran: ${line.split(/\r?\n/, 1)[0]!.trim()}`,
    {
      hint: 'a program that signals every process, or stops the unit kconform-agent, ends what it runs in; if the scenario does neither, this looks like a bug in kconform',
    },
  );
}

const hints: Record<string, string> = {
  SIGKILL: 'on a host without memory the OOM killer does so (dmesg tells): free some, or use fewer --jobs',
  SIGBUS: `no space left for the memory of guests: ${noSpaceHint}`,
};
