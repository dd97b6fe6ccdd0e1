/** From left to right: actors so that the members of each domain stand side by side as far as that is possible. */
import type { Scene, SceneActor, SceneDomain } from './scene.ts';

/** The names of the actors in the order of their columns. */
export function orderOf({ actors, domains }: Scene): string[] {
  const place = (actor: SceneActor): string[] => {
    const children = actors.filter(({ parent }) => parent === actor.name);
    // Who shares most of the actor's domains stands next to it; who was made before any of them, outermost.
    const shared = (child: SceneActor) =>
      actor.domains.filter((number) => isMember(domains[number - 1], child.name)).length;
    const sorted = children.map((child) => ({ child, shared: shared(child) })).sort((a, b) => b.shared - a.shared);
    return [actor.name, ...sorted.flatMap(({ child }) => place(child))];
  };
  return actors.filter(({ parent }) => parent === undefined).flatMap(place);
}

function isMember(domain: SceneDomain | undefined, actor: string): boolean {
  return domain?.members.some((member) => member.actor === actor) ?? false;
}

/** Columns of a domain that stand side by side. */
export interface Run {
  readonly domain: number;
  readonly first: number;
  readonly last: number;
  /** How many boxes are nested inside at most. */
  readonly above: number;
}

/** Each domain as runs of columns; more than one only when others stand between its members. */
export function runsOf({ domains }: Scene, order: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const domain of domains) {
    const columns = [...new Set(domain.members.map(({ actor }) => order.indexOf(actor)))].sort((a, b) => a - b);
    let first = columns[0]!;
    for (const [index, column] of columns.entries()) {
      const next = columns[index + 1];
      if (next === column + 1) continue;
      runs.push({ domain: domain.number, first, last: column, above: depthBelow(domains, domain.number) });
      first = next ?? column;
    }
  }
  return runs;
}

function depthBelow(domains: readonly SceneDomain[], number: number): number {
  const inner = domains.filter(({ parent }) => parent === number);
  return inner.length === 0 ? 0 : 1 + Math.max(...inner.map((one) => depthBelow(domains, one.number)));
}
