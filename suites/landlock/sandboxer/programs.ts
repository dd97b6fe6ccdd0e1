import { NEWEST_ABI } from '../../../runner/facts/hypothetical.ts';
import {
  type Actor,
  abi,
  type Choice,
  evaluate,
  exits,
  type Facts,
  landlockIs,
  type Outcome,
  type Step,
  when,
} from '../../../runner/index.ts';
import { RESTRICT_SELF_NO_NEW_PRIVS } from '../uapi.ts';

/** Where a sandbox's settings are promised. */
export const SAMPLE = 'samples/landlock/sandboxer.c: main()';

/** A program that makes a sandbox of what its environment asks for. */
export interface SandboxProgram {
  readonly label: string;
  /** Where it lies in the guest. */
  readonly path: string;
  readonly needs: readonly string[];
  /** Whether it leaves out what the kernel lacks wherever it can, and takes mistakes for mistakes on every kernel (docs/decisions/0013-sandboxer.md). */
  readonly ours: boolean;
}

export const ours: SandboxProgram = {
  label: 'sandboxer',
  path: '/usr/local/bin/sandboxer',
  needs: ['guest'],
  ours: true,
};

export const sample: SandboxProgram = {
  label: 'the sample of the kernel',
  path: '/usr/local/bin/sample-landlock',
  needs: ['sample:landlock'],
  ours: false,
};

export const programs: readonly SandboxProgram[] = [ours, sample];

/** Variables of a program, by name. */
export type Environment = Readonly<Record<string, string>>;

/** A command that exits with 0 on every kernel and says who it is: the probe itself. */
export const COMMAND = ['/init', '--version'] as const;
export const COMMAND_SAYS = 'kconform probe ';

/** Said before the command is executed. */
export const EXECUTING = 'Executing the sandboxed command...\n';

/** Said first, by what is built for ABI 11, on a kernel of an older or a newer one. */
export function hint(level: number): string {
  if (level === NEWEST_ABI) return '';
  const [older, newer] = level < NEWEST_ABI ? [level, NEWEST_ABI] : [NEWEST_ABI, level];
  const which = level < NEWEST_ABI ? 'the running kernel' : 'this sandboxer';
  return `Hint: You should update ${which} to leverage Landlock features provided by ABI version ${newer} (instead of ${older}).\n`;
}

/** Said last when the command cannot be executed. */
export const notExecuted = (command: string, why: string): string =>
  `Failed to execute "${command}": ${why}\nHint: access to the binary, the interpreter or shared libraries may be denied.\n`;

const lacking = 'Failed to check Landlock compatibility: ';
const absent = `${lacking}Function not implemented\nHint: Landlock is not supported by the current kernel. To support it, build the kernel with CONFIG_SECURITY_LANDLOCK=y and prepend "landlock," to the content of CONFIG_LSM.\n`;
const disabled = `${lacking}Operation not supported\nHint: Landlock is currently disabled. It can be enabled in the kernel configuration by prepending "landlock," to the content of CONFIG_LSM, or at boot time by setting the same content to the "lsm" kernel parameter.\n`;

/** Said when a rule for a port is refused. */
export const invalidPort = (port: string | number): string =>
  `Failed to update the ruleset with port "${port}": Invalid argument`;

/** What a program does on a kernel. */
export interface Telling {
  readonly status: number;
  /** The beginning of what it prints. */
  readonly says: string;
}

/** It runs {@link COMMAND}. */
export const runs = (level: number): Telling => ({ status: 0, says: `${hint(level)}${EXECUTING}${COMMAND_SAYS}` });

/** It ends with a line that says why. */
export const fails =
  (why: string) =>
  (level: number): Telling => ({ status: 1, says: `${hint(level)}${why}\n` });

/** The number that programs go by: what the kernel reports, also where it is judged as another (runner/facts/judged-abi.ts). */
export const numberOf = ({ abi, reportedAbi = abi }: Facts): number => reportedAbi;

/**
 * Whether programs ask for a flag that the number promises and the kernel does not have: then they make no sandbox
 * (samples/landlock/sandboxer.c: main(), set_restrict_flags; security/landlock/syscalls.c: landlock_restrict_self(), unknown flags).
 */
export const isRefused = (facts: Facts): boolean =>
  facts.landlock === 'enabled' &&
  numberOf(facts) >= 11 &&
  (facts.masks.restrictFlags & RESTRICT_SELF_NO_NEW_PRIVS) === 0;

/**
 * Said instead of {@link EXECUTING} where the kernel refuses the sandbox (security/landlock/syscalls.c: landlock_restrict_self(), of 7.2 and of 7.3).
 *
 * @param facts of that kernel: before 7.3 it looks at privileges first, which the flag would have made up for
 * @param privileged whether root runs the program
 */
export function notEnforced({ features }: Facts, privileged = true): string {
  const flag = privileged || features['flags-before-privilege'] === true;
  return `Failed to enforce ruleset: ${flag ? 'Invalid argument' : 'Operation not permitted'}\n`;
}

/** What becomes of a telling on a kernel that refuses the sandbox: whatever goes wrong before that still does. */
function refusing({ status, says }: Telling, facts: Facts): Telling {
  const enforced = says.indexOf(EXECUTING);
  return enforced < 0 ? { status, says } : { status: 1, says: `${says.slice(0, enforced)}${notEnforced(facts)}` };
}

/** The telling of each ABI, also of one that is newer than all that are known; without Landlock a sandbox program always refuses. */
function chain<T extends Outcome | string>(
  of: (telling: Telling) => T,
  telling: (level: number) => Telling,
  newest: number,
): Choice<T> {
  let made = when<T>(landlockIs('absent'), of({ status: 1, says: absent })).when(
    landlockIs('disabled'),
    of({ status: 1, says: disabled }),
  );
  for (let level = newest; level > 1; level -= 1) made = made.since(abi(level), of(telling(level)));
  return made.otherwise(of(telling(1)));
}

/**
 * Runs a sandbox program to its end, and checks how it exits and what it says first.
 *
 * @param telling what it does on a kernel of each ABI
 */
export function expectTelling(
  actor: Actor,
  argv: readonly string[],
  environment: Environment,
  telling: (level: number) => Telling,
): Step {
  const { facts } = actor.context;
  const newest = Math.max(NEWEST_ABI, facts.abi);
  const told = (level: number) => {
    if (level !== facts.abi) return telling(level);
    const here = telling(numberOf(facts));
    return isRefused(facts) ? refusing(here, facts) : here;
  };
  const says = chain(({ says }) => says, told, newest);
  // Nothing else is kept, so that it cannot have said anything before.
  const limit = Buffer.byteLength(evaluate(says, facts));
  return actor
    .program(argv, limit, environment)
    .expect(chain<Outcome>(({ status }) => exits(status), told, newest))
    .prints(says);
}
