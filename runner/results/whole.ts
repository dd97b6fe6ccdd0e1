/** Reading documents that are compared: a matrix of kernels is hundreds of megabytes, and several are in memory at the same time. */
import { UserError } from '../../vm/errors.ts';
import { program } from '../../vm/installation.ts';
import { Pieces } from './pieces.ts';
import { salvageResults } from './salvage.ts';
import type { Results } from './schema.ts';

/** Reads a document; asked for the same one more than once. */
export type Read = (path: string) => Results;

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
        hint: `${program} report shows what is whole of it`,
      });
    }
    documents.set(path, doc);
    return doc;
  };
}
