import { type Actor, type Context, stopScenario } from '../../../runner/index.ts';
import { landlock } from '../sandbox.ts';
import { environmentOf, type Policy, portLists, specOf } from './policy.ts';
import {
  COMMAND,
  expectTelling,
  fails,
  invalidPort,
  isRefused,
  numberOf,
  ours,
  runs,
  type SandboxProgram,
  sample,
} from './programs.ts';

/** A way of getting into a sandbox. */
export interface Way {
  readonly label: string;
  readonly needs: readonly string[];
  /** The program that makes it; our own steps when left out. */
  readonly program?: SandboxProgram;
}

/** The same policy by either way gives the same observations. */
export const ways: readonly Way[] = [
  { label: 'our own steps', needs: [] },
  { label: 'the sandboxer', needs: ours.needs, program: ours },
  { label: 'the sample of the kernel', needs: sample.needs, program: sample },
];

/** What all scenarios of these have in common: programs of sandboxes are best-effort ones. */
export const alike = { tags: ['sandboxer'], programs: ['best-effort'] } as const;

/** What a program refuses to make a sandbox for, on a kernel of this ABI: the last line that it prints. */
function refusal({ ours }: SandboxProgram, policy: Policy, level: number): string | undefined {
  if (!ours && level >= 6 && policy.scoped?.includes('u')) return 'Unknown or duplicate scope "u"';
  if (policy.forceLog && level < 7) return 'Audit logs not supported by current kernel';
  if (policy.quiet !== undefined && level < 10) return 'Quiet flags not supported by current kernel';
  for (const { list, since } of portLists) {
    const [port] = policy[list] ?? [];
    if (!ours && level < since && port !== undefined) {
      return invalidPort(port);
    }
  }
  return undefined;
}

/** Where a program refuses, it must say why and not run the command; the scenario is over then. */
function refuse({ facts }: Context, actor: Actor, program: SandboxProgram, policy: Policy): void {
  const made = !isRefused(facts) && refusal(program, policy, numberOf(facts)) === undefined;
  if (facts.landlock === 'enabled' && made) return;
  expectTelling(actor, [program.path, ...COMMAND], environmentOf(policy), (level) => {
    const why = refusal(program, policy, level);
    return why === undefined ? runs(level) : fails(why)(level);
  });
  stopScenario('the program makes no such sandbox on this kernel');
}

/**
 * Puts an actor into a sandbox. In every way, and in the control arm, it then goes on in a fresh image of the probe.
 *
 * @param way how
 * @param policy what the sandbox allows
 */
export function restrict(t: Context, actor: Actor, { program }: Way, policy: Policy): void {
  if (program === undefined) landlock(actor, specOf(policy));
  if (program === undefined || t.arm === 'control') {
    actor.reexec();
    return;
  }
  refuse(t, actor, program, policy);
  t.recorder.sandbox(() => actor.reexec([program.path], environmentOf(policy)));
}
