import { describe, expect, it } from 'vitest';
import { ObservationSyntaxError, parseObservation } from './parse-observation.ts';

describe('parseObservation', () => {
  it('reads every line of the format', () => {
    const text = [
      'observation 1',
      'step 0 ret 3',
      'step 0 out data-1 6869',
      'step 0 out data-1+4 -',
      'step 1 errno 13',
      'step 2 started',
      'step 3 blocked',
      'step 4 gone exit 3',
      'step 5 gone signal 9',
      'step 6 gone',
      'step 7 unreached',
      'step 8 ret 256',
      'step 8 text 6f6b',
      'taint 0 512',
      'time 1234',
      'end ok',
    ].join('\n');
    const observation = parseObservation(text);
    expect(observation.steps.map(({ result }) => result)).toEqual([
      { kind: 'ret', value: 3n },
      { kind: 'errno', number: 13 },
      { kind: 'started' },
      { kind: 'blocked' },
      { kind: 'gone', exit: 3 },
      { kind: 'gone', signal: 9 },
      { kind: 'gone' },
      { kind: 'unreached' },
      { kind: 'ret', value: 256n },
    ]);
    expect(observation.steps[0]!.outputs).toEqual([
      { buffer: 'data-1', offset: 0, bytes: Uint8Array.from([0x68, 0x69]) },
      { buffer: 'data-1', offset: 4, bytes: new Uint8Array() },
    ]);
    expect(new TextDecoder().decode(observation.steps[8]!.text)).toBe('ok');
    expect(observation).toMatchObject({ taint: { before: 0, after: 512 }, microseconds: 1234, end: { kind: 'ok' } });
  });

  it.each([
    ['end killed 9', { kind: 'killed', signal: 9 }],
    ['end deadline', { kind: 'deadline' }],
    ['end unkillable', { kind: 'unkillable' }],
    ['end fault 4 line 3: no such verb', { kind: 'fault', number: 4, text: 'line 3: no such verb' }],
  ])('reads %s', (line, end) => {
    expect(parseObservation(`observation 1\n${line}\n`).end).toEqual(end);
  });

  it.each([
    ['', "line 1: not 'observation 1'"],
    ['observation 1\nstep 0 ret 1\n', "cut off before the 'end' line"],
    ['observation 1\nstep 0 out a 00\nend ok\n', 'step 0 has no result'],
    ['observation 1\nstep 0 ret 1\nstep 0 ret 1\nend ok\n', 'line 3: a second result of step 0'],
    ['observation 1\nstep 0 shrug\nend ok\n', "line 2: 'shrug' is not a result"],
    ['observation 1\nkernel panic\nend ok\n', "line 2: 'kernel panic' is not an item"],
  ])('refuses %j', (text, message) => {
    expect(() => parseObservation(text)).toThrow(ObservationSyntaxError);
    expect(() => parseObservation(text)).toThrow(message);
  });
});
