/** Reading the documents that are compared: a matrix of kernels is hundreds of megabytes, and two of them are in memory at the same time. */
import { UserError } from '../../../vm/errors.ts';
import { Pieces } from '../../results/pieces.ts';
import { salvageResults } from '../../results/salvage.ts';
import type { Results } from '../../results/schema.ts';
import type { Read } from './sides.ts';

/**
 * Reads each document once, whoever asks for it, and holds steps that verdicts have in common once, whichever document they are in.
 *
 * @returns throws UserError for what is no document, and for one that is not whole: what it lacks would look as if it had gone
 */
export function documentReader(): Read {
  const pieces = new Pieces();
  const documents = new Map<string, Results>();
  return (path) => {
    const known = documents.get(path);
    if (known !== undefined) return known;
    const { doc, lost, isJournal } = salvageResults(path, pieces);
    // A journal ends where its run was killed.
    if (lost.length > 0 && !isJournal) {
      throw new UserError(`${path} is truncated or damaged: ${lost.join('; ')}`, {
        hint: 'kconform report shows what is whole of it',
      });
    }
    documents.set(path, doc);
    return doc;
  };
}
