import { InfrastructureError } from '../../vm/errors.ts';
import type { Kernel } from '../../vm/kernels/index.ts';
import { bootableRoot, readySnapshot, rootObstacle } from '../../vm/prepare.ts';
import type { Accelerator } from '../../vm/qemu/arguments.ts';
import type { Recipe } from '../../vm/rootfs/recipe.ts';
import { ensureRoot, namedRecipes, type Root } from '../../vm/rootfs/root.ts';
import { Store } from '../../vm/store/index.ts';
import { type BootName, rootOf } from '../scenario/boots.ts';
import { countersOf } from './counters.ts';
import type { PrepareOptions } from './prepare.ts';
import type { PreparedKernel } from './session.ts';

/**
 * Boots a kernel with a root that scenarios ask for, until its session is ready, or finds the snapshot. The facts are those of the default boot: the kernel is the same, and so
 * is its command line.
 *
 * @param prepared the kernel with its default boot; gains this boot, or the obstacle for what it cannot run
 * @returns what failed for no fault of the kernel: its other scenarios run all the same
 * @throws UserError for a recipe that is wrong
 */
export async function prepareRoot(
  boot: BootName,
  kernel: Kernel,
  prepared: PreparedKernel,
  accelerator: Accelerator,
  options: PrepareOptions,
): Promise<InfrastructureError[]> {
  const name = rootOf(boot);
  const facts = prepared.boots.default?.facts;
  if (name === undefined || facts === undefined) return [];
  const prevented = (reason: string) => {
    prepared.obstacles = { ...prepared.obstacles, [boot]: reason } satisfies Partial<Record<BootName, string>>;
  };
  const [recipe] = await namedRecipes([name]);
  const obstacle = await rootObstacle(kernel, recipe!);
  if (obstacle !== undefined) {
    prevented(obstacle);
    return [];
  }
  try {
    const root = await sharedRoot(recipe!, options);
    const ready = await bootableRoot(kernel, options.workshop, root);
    const snapshot = await readySnapshot(ready, accelerator, [], options.workshop);
    const counters = await countersOf(kernel, snapshot, boot, options);
    prepared.boots[boot] = { snapshot: snapshot.directory, facts, counters };
    return [];
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error;
    prevented(`the guest with ${name} could not be made: ${error.message.split('\n')[0]}`);
    return [error];
  }
}

const roots = new Map<string, Promise<Root>>();

/** One root serves every kernel, so those that are prepared at the same time wait for the same. */
function sharedRoot(recipe: Recipe, { onEvent, signal }: PrepareOptions): Promise<Root> {
  const onNote = (text: string) => onEvent({ kind: 'note', phase: 'line', text });
  let root = roots.get(recipe.name);
  if (root === undefined) {
    root = ensureRoot(recipe, { store: new Store(), onNote, signal });
    roots.set(recipe.name, root);
    root.catch(() => roots.delete(recipe.name));
  }
  return root;
}
