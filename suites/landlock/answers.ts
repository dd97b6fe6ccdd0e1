import { type Conditional, type Expectation, isChoice, OK, type Outcome } from '../../runner/index.ts';

/** The same chain with every result changed; what is known of kernels that come to it stays. */
export function mapAnswer<From, To>(conditional: Conditional<From>, change: (value: From) => To): Conditional<To> {
  if (!isChoice(conditional)) return change(conditional);
  const { branches, otherwise } = conditional;
  return {
    ...conditional,
    branches: branches.map(({ condition, ...branch }) => {
      const then = mapAnswer(branch.then, change);
      return { condition, then };
    }),
    otherwise: mapAnswer(otherwise, change),
  };
}

/** The same chain with `denial` in place of every error. */
export function denialAs(answer: Expectation, denial: Outcome): Expectation {
  return mapAnswer<Outcome, Outcome>(answer, (outcome) => (outcome === OK ? OK : denial));
}
