/** Where the columns of actors and objects stand. */
import { orderOf, type Run, runsOf } from './order.ts';
import type { Row } from './rows.ts';
import type { Scene, SceneObject, Target } from './scene.ts';

/** Pixels between the edges of nested boxes. */
export const EDGE = 8;
/** Width of a character of the fixed font. */
export const CHARACTER = 6.7;
const MARGIN = 58;
const GAP = 18;
/** More objects than this share columns. */
const MOST_OBJECTS = 5;
const LONGEST_LABEL = 24;

/** A column of the picture. */
export interface Column {
  readonly kind: 'process' | 'thread' | SceneObject['kind'];
  readonly label: string;
  readonly x: number;
  /** From the middle to the edge of its head. */
  readonly half: number;
}

/** All columns, and where each actor and object has its own. */
export interface Columns {
  readonly list: readonly Column[];
  readonly runs: readonly Run[];
  /** Right edge of the last one. */
  readonly right: number;
  of(target: Target): number;
  actor(name: string): number;
}

/** Place the columns: actors first, then what rows reach outside of them. */
export function columnsOf(scene: Scene, rows: readonly Row[]): Columns {
  const order = orderOf(scene);
  const runs = runsOf(scene, order);
  const groups = groupsOf(scene, rows);
  const heads = [
    ...order.map((name) => {
      const actor = scene.actors.find((one) => one.name === name)!;
      return { kind: actor.kind, label: name };
    }),
    ...[...new Map([...groups.values()].map((group) => [group.label, group])).values()],
  ];
  const list: Column[] = [];
  let x = MARGIN;
  for (const [index, { kind, label }] of heads.entries()) {
    const half = Math.max(30, (cutLabel(label).length * CHARACTER) / 2 + 10);
    const left = insets(runs.filter(({ first }) => first === index));
    x += GAP + left + half;
    list.push({ kind, label, x, half });
    x += half + insets(runs.filter(({ last }) => last === index));
  }
  const indexOf = (label: string) => heads.findIndex((head, index) => index >= order.length && head.label === label);
  return {
    list,
    runs,
    right: x,
    of: (target) =>
      target.kind === 'actor' ? order.indexOf(target.name) : indexOf(groups.get(target.key)?.label ?? ''),
    actor: (name) => order.indexOf(name),
  };
}

/** A label that does not make its column too wide. */
export function cutLabel(label: string): string {
  return label.length > LONGEST_LABEL ? `…${label.slice(1 - LONGEST_LABEL)}` : label;
}

function insets(runs: readonly Run[]): number {
  return runs.reduce((most, { above }) => Math.max(most, (above + 1) * EDGE), 0);
}

/** Objects that rows reach, by key; too many files share a column with the folder that they are in, and at last one for all. */
function groupsOf({ objects }: Scene, rows: readonly Row[]): Map<string, Pick<SceneObject, 'kind' | 'label'>> {
  const used = new Set(
    rows.flatMap(({ target, source }) => [target, source].flatMap((one) => (one?.kind === 'object' ? [one.key] : []))),
  );
  const reached = objects.filter(({ key }) => used.has(key));
  const grouped = (label: (object: SceneObject) => string) =>
    new Map(reached.map((object) => [object.key, { kind: object.kind, label: label(object) }] as const));
  const folder = ({ kind, label }: SceneObject) =>
    kind === 'file' ? `${/^\/?[^/]+/.exec(label)?.[0] ?? label}/…` : label;
  const attempts = [({ label }: SceneObject) => label, folder, ({ kind }: SceneObject) => MANY[kind]];
  for (const attempt of attempts) {
    const groups = grouped(attempt);
    if (new Set([...groups.values()].map(({ label }) => label)).size <= MOST_OBJECTS) return alone(groups, reached);
  }
  return grouped(attempts.at(-1)!);
}

/** A group of one keeps its own name. */
function alone(groups: Map<string, { kind: SceneObject['kind']; label: string }>, reached: readonly SceneObject[]) {
  const sizes = Map.groupBy(groups.values(), ({ label }) => label);
  for (const { key, label, kind } of reached) {
    if (sizes.get(groups.get(key)!.label)!.length === 1) groups.set(key, { kind, label });
  }
  return groups;
}

const MANY: Readonly<Record<SceneObject['kind'], string>> = {
  file: 'files',
  address: 'addresses',
  channel: 'channels',
  memory: 'descriptors',
};
