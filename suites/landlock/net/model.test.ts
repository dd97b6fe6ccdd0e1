import { describe, expect, it } from 'vitest';
import { hypotheticalFacts } from '../../../runner/facts/hypothetical.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  AF_UNSPEC,
  EACCES,
  EAFNOSUPPORT,
  ECONNREFUSED,
  EINVAL,
  evaluate,
  OK,
} from '../../../runner/index.ts';
import { answerOf } from './kernels.ts';
import { landlockAnswer, type NetAddress, type NetCall, type NetKernel, type NetLayer } from './model.ts';

const newest: NetKernel = { tcp: true, udp: true, tcpOnly: true, perRight: true, shortUnspec: true, fastopen: true };
const none: NetLayer = { handled: ['BIND_TCP', 'CONNECT_TCP', 'BIND_UDP', 'CONNECT_SEND_UDP'] };
const open: NetLayer = { ...none, rules: [0, 80].map((port) => ({ port, access: none.handled })) };

const address = (family: number, length: number, any = false): NetAddress => ({ family, length, port: 80, any });
const v4 = address(AF_INET, 16);
const v6 = address(AF_INET6, 28);

function call(text: string, to: NetAddress | undefined, more: Partial<NetCall> = {}): NetCall {
  const [transport, operation, family] = text.split(' ') as ['tcp' | 'udp', NetCall['operation'], '4' | '6'];
  return { transport, operation, socketFamily: family === '4' ? AF_INET : AF_INET6, address: to, ...more };
}

describe('landlockAnswer', () => {
  const answers: readonly [text: string, to: NetAddress | undefined, none: unknown, open: unknown][] = [
    ['tcp bind 4', v4, EACCES, undefined],
    ['tcp connect 6', v6, EACCES, undefined],
    ['tcp connect 6', address(AF_INET6, 24), EACCES, undefined],
    ['tcp connect 6', address(AF_INET6, 23), EINVAL, EINVAL],
    ['tcp connect 4', address(AF_INET, 15), EINVAL, EINVAL],
    ['tcp connect 4', address(AF_INET, 1), EINVAL, EINVAL],
    ['tcp connect 4', v6, EINVAL, EINVAL],
    ['tcp connect 6', v4, EINVAL, EINVAL],
    ['tcp connect 4', address(AF_UNIX, 16), undefined, undefined],
    ['tcp connect 4', address(AF_UNSPEC, 2), undefined, undefined],
    ['tcp fastopen 4', v4, EACCES, undefined],
    ['tcp fastopen 4', address(AF_UNSPEC, 16), undefined, undefined],
    ['tcp send 4', v4, undefined, undefined],
    ['tcp bind 4', address(AF_UNSPEC, 16, true), EACCES, undefined],
    ['tcp bind 4', address(AF_UNSPEC, 16), EAFNOSUPPORT, EAFNOSUPPORT],
    ['tcp bind 4', address(AF_UNSPEC, 15), EINVAL, EINVAL],
    ['tcp bind 6', address(AF_UNSPEC, 23), EINVAL, EINVAL],
    ['tcp bind 6', address(AF_UNSPEC, 24), EAFNOSUPPORT, EAFNOSUPPORT],
    ['udp connect 6', v4, EINVAL, EINVAL],
    ['udp connect 4', address(AF_UNSPEC, 2), undefined, undefined],
    ['udp connect 4', address(AF_UNIX, 16), EACCES, undefined],
    ['udp send 4', address(AF_UNSPEC, 16), EACCES, undefined],
    ['udp send 4', address(AF_UNSPEC, 15), EINVAL, EINVAL],
    ['udp send 6', address(AF_UNSPEC, 2), EACCES, EACCES],
    ['udp send 4', undefined, EACCES, undefined],
  ];
  it.each(answers)('%s to %o', (text, to, withoutRule, withRules) => {
    expect(landlockAnswer(call(text, to), [none], newest)).toEqual(withoutRule);
    expect(landlockAnswer(call(text, to), [open], newest)).toEqual(withRules);
    expect(landlockAnswer(call(text, to), [], newest)).toBeUndefined();
  });

  it('asks no port of a bound UDP socket', () => {
    expect(landlockAnswer(call('udp send 4', undefined, { bound: true }), [none], newest)).toBeUndefined();
  });

  it('needs a rule in each layer that handles the right', () => {
    const layers = [open, { handled: ['BIND_TCP'] }, open] as const;
    expect(landlockAnswer(call('tcp bind 4', v4), layers, newest)).toEqual(EACCES);
    expect(landlockAnswer(call('tcp connect 4', v4), layers, newest)).toBeUndefined();
  });

  it('knows what older kernels do', () => {
    const binding: NetLayer = { handled: ['BIND_TCP'] };
    const foreign = call('tcp connect 4', v6);
    expect(landlockAnswer(foreign, [binding], newest)).toBeUndefined();
    expect(landlockAnswer(foreign, [binding], { ...newest, perRight: false })).toEqual(EINVAL);
    const short = call('tcp connect 4', address(AF_UNSPEC, 2));
    expect(landlockAnswer(short, [none], { ...newest, shortUnspec: false })).toEqual(EINVAL);
    const unspec = call('tcp bind 6', address(AF_UNSPEC, 28));
    expect(landlockAnswer(unspec, [none], { ...newest, shortUnspec: false })).toEqual(EINVAL);
    const mptcp = call('tcp bind 4', v4, { transport: 'other stream' });
    expect(landlockAnswer(mptcp, [none], newest)).toBeUndefined();
    expect(landlockAnswer(mptcp, [none], { ...newest, tcpOnly: false })).toEqual(EACCES);
    expect(landlockAnswer(call('udp bind 4', v4), [none], { ...newest, udp: false })).toBeUndefined();
    expect(landlockAnswer(call('tcp fastopen 4', v4), [none], { ...newest, fastopen: false })).toBeUndefined();
  });
});

describe('answerOf', () => {
  it('leaves it to the stack where Landlock has no say', () => {
    const answer = answerOf(call('tcp connect 4', v4), [none], ECONNREFUSED);
    expect([0, 3, 4, 11].map((level) => evaluate(answer, hypotheticalFacts(level)))).toEqual([
      ECONNREFUSED,
      ECONNREFUSED,
      EACCES,
      EACCES,
    ]);
  });

  it('does not ask for what makes no difference', () => {
    expect(answerOf(call('tcp connect 4', v4), [open], OK)).toEqual(OK);
  });

  it('asks for the erratum and the features that it depends on', () => {
    const fastopen = answerOf(call('tcp fastopen 4', v4), [none], OK);
    expect(evaluate(fastopen, hypotheticalFacts(10))).toEqual(OK);
    expect(evaluate(fastopen, hypotheticalFacts(10, { features: { 'fastopen-checked': true } }))).toEqual(EACCES);
    const mptcp = answerOf(call('tcp bind 4', v4, { transport: 'other stream' }), [none], OK);
    expect(evaluate(mptcp, hypotheticalFacts(4, { errata: 0 }))).toEqual(EACCES);
    expect(evaluate(mptcp, hypotheticalFacts(4))).toEqual(OK);
  });
});
