/** All views, in the order of the navigation; the first is where the site begins. */
import type { View } from '../client/view.ts';
import { abi } from './abi.tsx';
import { diff } from './diff.tsx';
import { history } from './history.tsx';
import { matrix } from './matrix.tsx';
import { runs } from './runs.tsx';
import { scenario } from './scenario.tsx';

export const views: readonly View[] = [matrix, diff, history, abi, runs, scenario];
