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

/** Fates so far, kept in a file after each, so that a run that ends in the middle goes on there. */
export class FateRecord {
  readonly path: string;
  #fates: Map<string, Fate>;

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.#fates = new Map(read(path).map((fate) => [fate.name, fate]));
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
    writeAtomically(this.path, `${JSON.stringify({ mutants: [...this.#fates.values()] }, null, 2)}\n`);
  }
}

function read(path: string): Fate[] {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { mutants: Fate[] }).mutants;
  } catch {
    return [];
  }
}
