/** One value of an axis: a word, or an object whose label is the word. */
export type AnyVariant = string | { readonly label: string };

/** Axes by name. */
export type Variants = Readonly<Record<string, readonly AnyVariant[]>>;

/** Names that a scenario's context has already. */
const RESERVED: readonly string[] = ['main', 'facts', 'arm', 'program', 'recorder', 'buffer', 'within'];

/** The word for a variant. */
export const labelOf = (variant: AnyVariant): string => (typeof variant === 'string' ? variant : variant.label);

/**
 * The cartesian product of axes, the last axis turning fastest.
 *
 * @throws RangeError for an axis that is empty, or whose name the context has already
 */
export function combinations<V extends Variants>(variants: V | undefined): { readonly [K in keyof V]: V[K][number] }[] {
  let product: Record<string, AnyVariant>[] = [{}];
  for (const [axis, values] of Object.entries(variants ?? {})) {
    if (RESERVED.includes(axis)) throw new RangeError(`'${axis}' cannot be the name of an axis`);
    if (values.length === 0) throw new RangeError(`the axis '${axis}' has no values`);
    product = product.flatMap((chosen) => values.map((value) => ({ ...chosen, [axis]: value })));
  }
  return product as { readonly [K in keyof V]: V[K][number] }[];
}
