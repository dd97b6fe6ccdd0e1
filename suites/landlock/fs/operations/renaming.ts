import {
  ENOENT,
  ENOTDIR,
  erratum,
  RENAME_EXCHANGE,
  RENAME_NOREPLACE,
  RENAME_WHITEOUT,
} from '../../../../runner/index.ts';
import { appears, type Need, type Operation, vanishes } from '../operation.ts';
import { directory, type FileKind, fifo, kinds, madeAt, regular, symlink } from './kinds.ts';

// The first of a place and a right is the one without a condition.
const unique = (needs: readonly Need[]): Need[] =>
  needs.filter((need, index) => needs.findIndex(({ right, at }) => right === need.right && at === need.at) === index);
const removedAt = (kind: FileKind, at?: string): Need => ({ right: kind.remove, ...(at === undefined ? {} : { at }) });
const privileged = (...involved: (FileKind | undefined)[]) => involved.some((kind) => kind?.privileged === true);

interface Move {
  readonly kind: FileKind;
  /** What has the new name already. */
  readonly onto?: FileKind;
  readonly flags?: number;
  readonly how?: string;
  /** Into another directory. */
  readonly crossing?: boolean;
}

/** What a whiteout in the old place asks for: nothing before erratum 4 was fixed. */
const whiteoutAt = (flags: number, at?: string): Need[] =>
  (flags & RENAME_WHITEOUT) === 0 ? [] : [{ right: 'MAKE_REG', when: erratum(4), ...(at === undefined ? {} : { at }) }];

function move({ kind, onto, flags = 0, how = '', crossing = false }: Move): Operation {
  const [from, to] = crossing ? ['from', 'to'] : [undefined, undefined];
  const exchange = (flags & RENAME_EXCHANGE) !== 0;
  const [old, fresh] = [`${from ?? '.'}/old`, `${to ?? '.'}/new`];
  const refer: Need[] = crossing
    ? [
        { right: 'REFER', at: 'from' },
        { right: 'REFER', at: 'to' },
      ]
    : [];
  // A directory would gain the right to make directories.
  const also: Need[] = crossing && kind === directory ? madeAt(kind, from) : [];
  return {
    label: `${exchange ? 'exchange' : 'rename'} ${kind.label}${onto === undefined ? '' : ` ${exchange ? 'and' : 'onto'} ${onto.label}`}${how}${crossing ? ' across directories' : ''}`,
    needs: unique([
      removedAt(kind, from),
      ...madeAt(kind, to),
      ...(onto === undefined ? [] : [removedAt(onto, to)]),
      ...(exchange && onto !== undefined ? madeAt(onto, from) : []),
      ...whiteoutAt(flags, from),
      ...refer,
    ]),
    also,
    crossing,
    privileged: privileged(kind, onto),
    prepare(main) {
      if (crossing) main.mkdir('from');
      if (crossing) main.mkdir('to');
      kind.create(main, old);
      onto?.create(main, fresh);
      // Tells the two names apart afterwards.
      if (exchange && kind === directory) main.mkdir(`${old}/inside`);
    },
    perform: (actor) => (flags === 0 ? actor.rename(old, fresh) : actor.renameat2(old, fresh, flags)),
    effects(main) {
      if (exchange && kind !== directory) return [];
      if (exchange) return [{ ...appears(main, `${fresh}/inside`), before: onto === directory ? ENOENT : ENOTDIR }];
      if ((flags & RENAME_WHITEOUT) !== 0) return [appears(main, fresh)];
      return onto === undefined ? [vanishes(main, old), appears(main, fresh)] : [vanishes(main, old)];
    },
  };
}

/** Renaming within one directory, which never asks for REFER. */
export const renaming: readonly Operation[] = [
  ...kinds.map((kind) => move({ kind })),
  move({ kind: regular, onto: fifo }),
  move({ kind: fifo, onto: regular }),
  move({ kind: directory, onto: directory }),
  move({ kind: regular, flags: RENAME_NOREPLACE, how: ' with RENAME_NOREPLACE' }),
  move({ kind: regular, onto: fifo, flags: RENAME_EXCHANGE }),
  move({ kind: directory, onto: regular, flags: RENAME_EXCHANGE }),
  move({ kind: directory, onto: directory, flags: RENAME_EXCHANGE }),
  { ...move({ kind: regular, flags: RENAME_WHITEOUT, how: ' leaving a whiteout' }), privileged: true },
  { ...move({ kind: directory, flags: RENAME_WHITEOUT, how: ' leaving a whiteout' }), privileged: true },
];

/** Renaming into another directory. */
export const moving: readonly Operation[] = [
  move({ kind: regular, crossing: true }),
  move({ kind: symlink, crossing: true }),
  move({ kind: directory, crossing: true }),
  move({ kind: regular, onto: fifo, crossing: true }),
  move({ kind: regular, onto: symlink, flags: RENAME_EXCHANGE, crossing: true }),
  { ...move({ kind: regular, flags: RENAME_WHITEOUT, how: ' leaving a whiteout', crossing: true }), privileged: true },
];
