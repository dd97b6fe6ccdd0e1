import { auditFeatures } from './audit.ts';
import { faultsFeatures } from './faults.ts';
import type { Features } from './feature.ts';
import { fsFeatures } from './fs.ts';
import { ipcFeatures } from './ipc.ts';
import { kernelFeatures } from './kernel.ts';
import { mountsFeatures } from './mounts.ts';
import { netFeatures } from './net.ts';
import { regressionsFeatures } from './regressions.ts';
import { syscallsFeatures } from './syscalls.ts';

/** Every behaviour that is probed in the guest, by the name that expectations use: `feature('…')`. A file of this folder for each topic. */
export const features: Features = {
  ...syscallsFeatures,
  ...netFeatures,
  ...fsFeatures,
  ...ipcFeatures,
  ...auditFeatures,
  ...mountsFeatures,
  ...kernelFeatures,
  ...regressionsFeatures,
  ...faultsFeatures,
};
