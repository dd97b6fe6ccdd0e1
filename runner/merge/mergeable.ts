/** Which documents may be merged: those that say something about the same kernels, and shards of one run only. */
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../vm/errors.ts';
import type { Kernel, Part, Results } from '../results/schema.ts';

/** A document, and its name for messages. */
export interface Named {
  name: string;
  doc: Results;
}

/**
 * Refuses what cannot be one document.
 *
 * @throws UserError that names two documents that do not go together
 */
export function requireMergeable(documents: readonly Named[], partsOf: (doc: Results) => readonly Part[]): void {
  const [first] = documents;
  for (const document of documents) {
    requireSameRun(first!, document, partsOf);
  }
  const kernels = new Map<string, { name: string; kernel: Kernel }>();
  for (const { name, doc } of documents) {
    for (const kernel of doc.kernels) {
      const known = kernels.get(kernel.id);
      if (known === undefined) kernels.set(kernel.id, { name, kernel });
      else requireSameKernel(known, { name, kernel });
    }
  }
}

function requireSameRun(a: Named, b: Named, partsOf: (doc: Results) => readonly Part[]): void {
  const runs = [a, b].map(({ doc }) => partsOf(doc).map(({ shard }) => shard?.run));
  const [one, other] = runs.map((run) => run[0]);
  // A document that was merged before went through here, too: all its parts are alike.
  if (one === other) return;
  if (one === undefined || other === undefined) {
    const [shard, whole] = one === undefined ? [b, a] : [a, b];
    throw new UserError(`${shard.name} is a shard, ${whole.name} a run of its own: they cannot be merged`, {
      hint: 'merge shards with shards; a shard that is missing is run with --shard',
    });
  }
  throw new UserError(`${a.name} and ${b.name} are shards of different runs`, {
    hint: 'all shards need the same kernels, scenarios and --repeat; is it the same version of kconform?',
  });
}

/** Everything that expectations rest on. Times, and how plans travel, are the machine's. */
const facts = ['sha256', 'abi', 'errata', 'landlock', 'features', 'masks', 'config', 'lsms'] as const;

function requireSameKernel(a: { name: string; kernel: Kernel }, b: { name: string; kernel: Kernel }): void {
  const field = facts.find((field) => !isDeepStrictEqual(a.kernel[field], b.kernel[field]));
  if (field === undefined) return;
  const { id, release } = a.kernel;
  if (field === 'sha256') {
    throw new UserError(
      `${id} is not the same kernel in ${a.name} (${release}) and ${b.name} (${b.kernel.release}): the images differ`,
      { hint: 'kernels.lock.json pins versions: did all machines have the same?' },
    );
  }
  throw new UserError(`${id} answers differently in ${a.name} and ${b.name}, although it is the same image: ${field}`, {
    hint: 'was it run by different versions of kconform, or started in different ways?',
  });
}
