import type { Condition } from '../expect/condition.ts';
import type { Namespace } from '../plan/plan.ts';
import type { BootName } from './boots.ts';
import type { Context, Program } from './context.ts';
import { declaringFile, specOf, variantTitle } from './identity.ts';
import { register } from './registry.ts';
import { type AnyVariant, combinations, type Variants } from './variants.ts';

/** What a scenario needs besides its system calls. */
export interface Requirements {
  /** Namespaces made for the plan, besides the pid namespace. `net` has its loopback up. */
  readonly namespaces?: readonly Namespace[];
  /** A fresh /proc for the plan's pid namespace. */
  readonly proc?: boolean;
  /** A fresh tmpfs on /mnt, which is the working directory. True by default. */
  readonly scratch?: boolean;
  /**
   * What the guest must have: a condition on its facts, or a name that the runner knows (`root`, `guest`,
   * `module:overlay`, `image:ext4`, `sample:landlock`, `rootfs:session` for a guest with real programs, which is restored for each plan). A missing need gives the verdict `unsupported`.
   */
  readonly needs?: readonly (Condition | string)[];
  /** Milliseconds for the whole plan; 20,000 by default, more under TCG. */
  readonly deadline?: number;
  /** How the kernel is booted; with Landlock enabled by default. */
  readonly boot?: BootName;
}

/** How a scenario is described. */
export interface ScenarioOptions<V extends Variants> extends Requirements {
  /** The section of the kernel documentation, or the source file, that promises what is checked. */
  readonly doc: string;
  readonly tags?: readonly string[];
  /** Axes whose cartesian product gives the scenarios. */
  readonly variants?: V;
  /** Leaves out combinations that make no sense. */
  readonly where?: (variant: Chosen<V>) => boolean;
  /** Strict and best-effort programs as one more axis; strict only, and not in the title, when left out. */
  readonly programs?: readonly Program[];
  /** `none: <why>` for a scenario about the Landlock system calls themselves, which has no control arm. */
  readonly control?: `none: ${string}`;
}

/** One value of each axis. */
export type Chosen<V extends Variants> = { readonly [K in keyof V]: V[K][number] };

/** What a body gets: the context and one value of each axis. */
export type ScenarioContext<V extends Variants> = Context & Chosen<V>;

/** One scenario: one combination of variants. */
export interface Scenario extends Requirements {
  /** `landlock/scope/abstract/connect-to-…`: stable across runs, used by selections, results and diffs. */
  readonly id: string;
  readonly title: string;
  /** The spec file below `suites/`, such as `landlock/scope/abstract`. */
  readonly spec: string;
  /** Absolute path of the spec file. */
  readonly file: string;
  readonly doc: string;
  readonly tags: readonly string[];
  readonly control: string | undefined;
  readonly program: Program;
  /** Labels of the chosen variants, by axis. */
  readonly variant: Readonly<Record<string, string>>;
  readonly chosen: Readonly<Record<string, AnyVariant>>;
  readonly body: (context: never) => void;
}

/**
 * Declares scenarios: one for each combination of variants and programs.
 *
 * @param title the promise, with `{axis}` where a variant's label belongs; axes that it does not name are appended
 * @param options see {@link ScenarioOptions}
 * @param body records the steps; runs at compile time, once for each kernel and arm, and may depend on nothing but its context
 * @throws RangeError for an axis whose name the context has already, and outside of a spec file
 */
export function scenario<const V extends Variants = Record<never, never>>(
  title: string,
  options: ScenarioOptions<V>,
  body: (t: ScenarioContext<V>) => void,
): void {
  const file = declaringFile();
  const spec = specOf(file);
  const { variants, where, programs, tags = [], control, ...rest } = options;
  const made = combinations<V>(variants)
    .filter((chosen) => where?.(chosen) ?? true)
    .flatMap((chosen) =>
      (programs ?? [undefined]).map((program): Scenario => {
        const labelled: Record<string, AnyVariant> = program === undefined ? chosen : { ...chosen, program };
        const named = variantTitle(title, labelled);
        return {
          ...rest,
          ...named,
          id: `${spec}/${named.slug}`,
          spec,
          file,
          tags,
          control,
          program: program ?? 'strict',
          chosen,
          body: body as (context: never) => void,
        };
      }),
    );
  register(made);
}
