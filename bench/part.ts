/** What the parts of the benchmark share. */
import type { Figure } from './figures.ts';

/** How much to measure. Each part reads what concerns it. */
export interface Effort {
  /** Kernels; empty leaves the choice to the part. */
  kernels: string[];
  /** Patterns of scenarios; empty means all. */
  scenarios: string[];
  /** Restores of each kernel. */
  restores: number;
  /** Fresh boots of each kernel. */
  boots: number;
  /** Runs of `kconform run`, or of what else the part repeats. */
  runs: number;
  /** Results document to measure with; undefined leaves the choice to the part. */
  results?: string | undefined;
}

/** What a part found. */
export interface Found {
  figures: Figure[];
  /** What figures cannot say, such as verdicts that changed. */
  notes: string[];
}

/** Measures one thing. */
export type Part = (effort: Effort, tell: (text: string) => void) => Promise<Found>;
