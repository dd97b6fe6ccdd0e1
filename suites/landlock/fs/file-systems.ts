import type { Context, Requirements } from '../../../runner/index.ts';

/** A kind of file system to try operations on. */
export interface FileSystem {
  readonly label: string;
  readonly requirements: Requirements;
  /** Makes the working directory one of it. */
  enter(t: Context): void;
}

/** The scratch directory of every scenario. */
export const tmpfs: FileSystem = { label: 'tmpfs', requirements: {}, enter: () => {} };
