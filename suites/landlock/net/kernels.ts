import { abi, type Condition, type Expectation, erratum, feature, type Outcome, when } from '../../../runner/index.ts';
import { sameExpectation } from '../refusals.ts';
import { landlockAnswer, type NetCall, type NetKernel, type NetLayer } from './model.ts';

// The kernels of the model as conditions on facts, so that an expectation says by itself what it depends on.

type Trait = 'tcpOnly' | 'perRight' | 'shortUnspec' | 'fastopen';

const TRAITS: readonly (readonly [Trait, Condition])[] = [
  ['tcpOnly', erratum(1)],
  ['perRight', feature('net-check-per-right')],
  ['shortUnspec', feature('short-unspec')],
  ['fastopen', feature('fastopen-checked')],
];

const OLDEST: NetKernel = {
  tcp: false,
  udp: false,
  tcpOnly: false,
  perRight: false,
  shortUnspec: false,
  fastopen: false,
};

/** The kernel's traits are asked for where the answer depends on them only. */
function overTraits(kernel: NetKernel, answer: (kernel: NetKernel) => Outcome, traits = TRAITS): Expectation {
  const [first, ...rest] = traits;
  if (first === undefined) return answer(kernel);
  const [trait, condition] = first;
  const having = overTraits({ ...kernel, [trait]: true }, answer, rest);
  const lacking = overTraits({ ...kernel, [trait]: false }, answer, rest);
  return sameExpectation(having, lacking) ? having : when(condition, having).otherwise(lacking);
}

/**
 * An expectation from what each kernel answers.
 *
 * @param answer of a kernel
 */
export function overKernels(answer: (kernel: NetKernel) => Outcome): Expectation {
  const none = answer(OLDEST);
  const tcp = overTraits({ ...OLDEST, tcp: true }, answer);
  const udp = overTraits({ ...OLDEST, tcp: true, udp: true }, answer);
  const old = sameExpectation(tcp, none) ? none : when(abi(4), tcp).otherwise(none);
  return sameExpectation(udp, old) ? old : when(abi(10), udp).otherwise(old);
}

/**
 * What a call is answered in a domain: Landlock's error, or what the network stack says.
 *
 * @param stack the answer without Landlock
 */
export function answerOf(call: NetCall, layers: readonly NetLayer[], stack: Outcome): Expectation {
  return overKernels((kernel) => landlockAnswer(call, layers, kernel) ?? stack);
}
