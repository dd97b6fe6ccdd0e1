/** Finding the catalogue that comes with the suites: they import the runner, and not the other way round. */
import { modulePath } from '../../vm/installation.ts';
import type { Catalogue } from './catalogue.ts';

const file = modulePath('suites/landlock/compat/index.ts');

/** The catalogue of Landlock. */
export async function loadCatalogue(): Promise<Catalogue> {
  const { catalogue } = (await import(file)) as { catalogue: Catalogue };
  return catalogue;
}
