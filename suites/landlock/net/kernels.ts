import {
  AF_UNSPEC,
  abi,
  type Condition,
  EACCES,
  EAFNOSUPPORT,
  EDESTADDRREQ,
  EINVAL,
  type Expectation,
  erratum,
  feature,
  flawed,
  OK,
  type Outcome,
  vulnerable,
  when,
} from '../../../runner/index.ts';
import { KNOWN } from '../known.ts';
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
function overTraits(kernel: NetKernel, answer: (kernel: NetKernel) => Expectation, traits = TRAITS): Expectation {
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
export function overKernels(answer: (kernel: NetKernel) => Expectation): Expectation {
  const none = answer(OLDEST);
  const tcp = overTraits({ ...OLDEST, tcp: true }, answer);
  const udp = overTraits({ ...OLDEST, tcp: true, udp: true }, answer);
  const old = sameExpectation(tcp, none) ? none : when(abi(4), tcp).otherwise(none);
  return sameExpectation(udp, old) ? old : when(abi(10), udp).otherwise(old);
}

/** What a kernel without one of the fixes is known for. */
const BUGS: readonly (readonly [Trait, (answer: Outcome) => Expectation])[] = [
  ['tcpOnly', (answer) => flawed(KNOWN.nonTcpStreams, answer)],
  ['perRight', (answer) => flawed(KNOWN.anyNetRight, answer)],
  ['shortUnspec', (answer) => flawed(KNOWN.shortUnspec, answer)],
  ['fastopen', (answer) => vulnerable(KNOWN.fastopen, answer)],
];

/**
 * What a call is answered in a domain: Landlock's error, or what the network stack says; with the kernel's bug where one shows.
 *
 * @param stack the answer without Landlock
 */
export function answerOf(call: NetCall, layers: readonly NetLayer[], stack: Outcome): Expectation {
  return overKernels((kernel) => {
    const answer = landlockAnswer(call, layers, kernel);
    const differs = (trait: Trait) =>
      !kernel[trait] && landlockAnswer(call, layers, { ...kernel, [trait]: true }) !== answer;
    const bug = BUGS.find(([trait]) => differs(trait));
    if (bug !== undefined) return bug[1](answer ?? stack);
    return answer === undefined ? stack : withKnownErrors(call, answer, stack);
  });
}

/** Errors that no policy calls for, on every kernel that knows the rights. */
function withKnownErrors({ transport, socketFamily, address }: NetCall, answer: Outcome, stack: Outcome): Expectation {
  const foreign = address !== undefined && address.family !== socketFamily;
  if (answer === EINVAL && foreign && stack === OK && transport === 'udp') return flawed(KNOWN.udpMapped, answer);
  if (answer === EINVAL && foreign && stack === EAFNOSUPPORT) return flawed(KNOWN.familyMismatch, answer);
  const hidden = stack === EAFNOSUPPORT || stack === EDESTADDRREQ || stack === EINVAL;
  // AF_UNSPEC is denied by the destination's right, whatever the stack would make of it.
  if (answer === EACCES && hidden && transport === 'udp' && address?.family !== AF_UNSPEC)
    return flawed(KNOWN.autobindErrors, answer);
  return answer;
}
