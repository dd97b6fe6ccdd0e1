import type { Catalogue } from '../../../runner/compat/catalogue.ts';
import { abis } from './abis.ts';
import { callFeatures } from './calls.ts';
import { domainFeatures } from './domains.ts';
import { errata } from './errata.ts';
import { errors } from './errors.ts';
import { flagFeatures } from './flags.ts';
import { fsFeatures } from './fs.ts';
import { gaps } from './gaps.ts';
import { netFeatures } from './net.ts';
import { scopeFeatures } from './scopes.ts';

/** What is known of Landlock's interface. Facts are of the source of Linux 7.3.4 and of findings (docs/findings.md); what confirms them is computed from results. */
export const catalogue: Catalogue = {
  subsystem: 'Landlock',
  source: 'Linux 7.3.4',
  calls: { create: 'landlock_create_ruleset', enforce: 'landlock_restrict_self', others: ['landlock_add_rule'] },
  abis,
  features: [...fsFeatures, ...netFeatures, ...scopeFeatures, ...callFeatures, ...flagFeatures, ...domainFeatures],
  errata,
  gaps,
  errors,
};
