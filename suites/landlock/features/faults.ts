import { O_PATH, O_RDWR } from '../../../runner/index.ts';
import { asked, type Features } from './feature.ts';

/** Memory that runs out on demand. */
export const faultsFeatures: Features = {
  'fail-nth': asked(
    'slab allocations of a task fail on demand, and nothing else does: /proc/P/fail-nth (CONFIG_FAULT_INJECTION, FAILSLAB, FAULT_INJECTION_DEBUG_FS; not FAIL_FUTEX, FAULT_INJECTION_USERCOPY)',
    0,
    ({ main }) => {
      main.mkdir('debug');
      main.mount('debugfs', 'debug', 'debugfs');
      const wanted = [main.open('/proc/self/fail-nth', O_RDWR), main.open('debug/failslab/ignore-gfp-wait', O_RDWR)];
      // They count in the same file, and would fail the copying of arguments, and the probe's own waiting.
      const others = ['fail_futex', 'fail_usercopy'].map((name) => main.open(`debug/${name}`, O_PATH));
      return (answers) =>
        wanted.every((step) => answers.errno(step) === 0) && others.every((step) => answers.errno(step) !== 0);
    },
    { proc: true, scratch: true },
  ),
};
