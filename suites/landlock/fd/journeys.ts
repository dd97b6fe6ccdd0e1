import { type Layer, relation } from '../relations.ts';

// Here the relation's client is who opens a file, and its server who receives the descriptor. A layer that restricts withholds the
// right; a name in parentheses is a layer that does not matter.

/** From where to where a descriptor travels. */
export const journeys = [
  relation('from a sandbox to no sandbox', 'a', ''),
  relation('from no sandbox to a sandbox', '', 'a'),
  relation('within one domain', 'a', 'a'),
  relation('from a domain to a nested one that withholds too', 'a', 'a b'),
  relation('from a domain to a nested one that alone withholds', '(a)', '(a) b'),
  relation('from a nested domain that alone withholds to the outer one', '(a) b', '(a)'),
  relation('from a nested domain to the outer one that withholds', 'a (b)', 'a'),
  relation('between domains, the opener’s withholds', 'a', '(b)'),
  relation('between domains, the receiver’s withholds', '(a)', 'b'),
  relation('between nested siblings, the opener’s withholds', '(a) b', '(a) (c)'),
  relation('between nested siblings, the receiver’s withholds', '(a) (b)', '(a) c'),
];

/** Whether some layer withholds the right. */
export const withholds = (layers: readonly Layer[]): boolean => layers.some((layer) => layer.restricts);
