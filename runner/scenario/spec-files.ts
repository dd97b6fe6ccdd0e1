/** Where specs are, and how they are called. */
import { relative } from 'node:path';
import { codeRoot, moduleExtension, modulePath } from '../../vm/installation.ts';

/** The folder of the specs that come with kconform, and a glob for them in it. */
export const ownSuite = { folder: modulePath('suites'), specs: `**/*.spec${moduleExtension}` };

/**
 * Path of a spec file for people: one of ours is named as in the checkout, whether or not it was compiled; another one from the working directory.
 *
 * @param file absolute path
 */
export function sourceOf(file: string): string {
  if (file.startsWith(`${ownSuite.folder}/`)) return relative(codeRoot, file).replace(/\.js$/, '.ts');
  return relative('', file);
}
