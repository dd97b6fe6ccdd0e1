/** The kernels of one or more results documents, and which run asked each of them last. */
import type { Kernel, Results, Tool, Verdict } from '../results/schema.ts';

/** A run that evidence comes from. */
export interface Run {
  readonly tool: Tool;
  readonly started: string;
  readonly finished: string;
  readonly command: string;
  readonly status: Results['status'];
}

/** A kernel that was asked, once for each of its releases. */
export interface AskedKernel {
  /** Its identity, with the release when documents have several under one name. */
  readonly key: string;
  readonly id: string;
  readonly release: string;
  readonly abi: number;
  /** Numbers of the errata that it reports as fixed; null when it refuses the query. */
  readonly errata: readonly number[] | null;
  readonly landlock: Kernel['landlock'];
  /** Index of the run that asked it last. */
  readonly run: number;
  /** Day of that run. */
  readonly date: string;
}

/** Verdicts of all documents, each with its kernel. */
export interface Asked {
  readonly runs: readonly Run[];
  readonly kernels: readonly AskedKernel[];
  /** By identity of the scenario, then by key of the kernel. */
  readonly verdicts: ReadonlyMap<string, ReadonlyMap<string, Verdict>>;
}

/** Numbers of the errata in a mask. */
export function errataNumbers(mask: number | null): number[] | null {
  if (mask === null) return null;
  return Array.from({ length: 32 }, (_, bit) => bit + 1).filter(
    (number) => Math.floor(mask / 2 ** (number - 1)) % 2 === 1,
  );
}

const better = { pass: 1, unsupported: 2, broken: 3, hang: 4, mismatch: 5, crash: 6 } as const;

/** Of the repetitions of a scenario the worst counts. */
function worst(a: Verdict | undefined, b: Verdict): Verdict {
  return a === undefined || better[b.verdict] > better[a.verdict] ? b : a;
}

/**
 * Puts documents together: older runs first, so that what a kernel answered last counts. A kernel of the same name and another release is another kernel.
 *
 * @param documents in any order
 */
export function askedOf(documents: readonly Results[]): Asked {
  const sorted = [...documents].sort((a, b) => (a.finished < b.finished ? -1 : a.finished > b.finished ? 1 : 0));
  const releases = new Map<string, Set<string>>();
  for (const { id, release } of sorted.flatMap(({ kernels }) => kernels))
    releases.set(id, (releases.get(id) ?? new Set()).add(release));
  const keyOf = ({ id, release }: Kernel) => (releases.get(id)!.size > 1 ? `${id} (${release})` : id);
  const kernels = new Map<string, AskedKernel>();
  const verdicts = new Map<string, Map<string, Verdict>>();
  for (const [run, document] of sorted.entries()) {
    const keys = new Map(document.kernels.map((kernel) => [kernel.id, keyOf(kernel)]));
    for (const kernel of document.kernels) {
      const { id, release, abi, errata, landlock } = kernel;
      const key = keyOf(kernel);
      const date = document.finished.slice(0, 10);
      kernels.set(key, { key, id, release, abi, errata: errataNumbers(errata), landlock, run, date });
    }
    const fresh = new Map<string, Map<string, Verdict>>();
    for (const verdict of document.verdicts) {
      const key = keys.get(verdict.kernel);
      if (key === undefined) continue;
      const byKernel = fresh.get(verdict.scenario) ?? new Map<string, Verdict>();
      byKernel.set(key, worst(byKernel.get(key), verdict));
      fresh.set(verdict.scenario, byKernel);
    }
    for (const [scenario, byKernel] of fresh)
      verdicts.set(scenario, new Map([...(verdicts.get(scenario) ?? []), ...byKernel]));
  }
  const runs = sorted.map(({ tool, started, finished, command, status }) => ({
    tool,
    started,
    finished,
    command,
    status,
  }));
  return { runs, kernels: [...kernels.values()].sort(byRelease), verdicts };
}

function byRelease(a: AskedKernel, b: AskedKernel): number {
  const parts = ({ release }: AskedKernel) => (release.match(/^\d+(\.\d+)*/)?.[0] ?? '').split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
