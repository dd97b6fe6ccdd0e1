import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeAtomically } from '../../runner/results/write.ts';

/** What became of one mutant. */
export interface Fate {
  name: string;
  subject: string;
  /** Hash of the patch and of what it was applied to. */
  identity: string;
  fate: 'killed' | 'survived';
  /** The first scenarios that noticed, and how. */
  killers: { scenario: string; verdict: string; reason: string }[];
  /** Verdicts until then. */
  scenarios: number;
  buildSeconds: number;
  runSeconds: number;
}

/** What fails on the kernel as it is. */
export interface Baseline {
  /** Of the source and of the scenarios. */
  identity: string;
  failing: string[];
  /** What it is known for. */
  known: string[];
}

/** Fates so far, kept in a file after each, so that a run that ends in the middle goes on there. */
export class FateRecord {
  readonly path: string;
  #fates: Map<string, Fate>;
  #baseline: Baseline | undefined;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    const { mutants = [], baseline } = read(path);
    this.#fates = new Map(mutants.map((fate) => [fate.name, fate]));
    this.#baseline = baseline;
  }

  /** What the kernel shows without any mutant, if that was found out for the same scenarios and source. */
  baseline(identity: string): Baseline | undefined {
    return this.#baseline?.identity === identity ? this.#baseline : undefined;
  }

  setBaseline(baseline: Baseline): void {
    this.#baseline = baseline;
    this.#write();
  }

  /**
   * A fate that still holds: the same mutant, killed by scenarios that there still are. One that survived is tried again, for there may be new scenarios.
   *
   * @param exists whether there is a scenario with this identity
   */
  stillKilled(name: string, identity: string, exists: (scenario: string) => boolean): Fate | undefined {
    const fate = this.#fates.get(name);
    if (fate?.identity !== identity || fate.fate !== 'killed') return undefined;
    return fate.killers.some(({ scenario }) => exists(scenario)) ? fate : undefined;
  }

  add(fate: Fate): void {
    this.#fates.set(fate.name, fate);
    this.#write();
  }

  #write(): void {
    const document: Document = { baseline: this.#baseline, mutants: [...this.#fates.values()] };
    writeAtomically(this.path, `${JSON.stringify(document, null, 2)}\n`);
  }
}

interface Document {
  baseline?: Baseline | undefined;
  mutants?: Fate[];
}

function read(path: string): Document {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
