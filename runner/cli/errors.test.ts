import { expect, test } from 'vitest';
import { InfrastructureError, UserError } from '../../vm/errors.ts';
import { reportError } from './errors.ts';

function reported(error: unknown): { status: number; text: string } {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  return { status: reportError(error, { out: write, err: write }), text };
}

test("the user's error", () => {
  expect(reported(new UserError("no kernel is called 'debian:9.9'", { hint: 'did you mean debian:7.3?' }))).toEqual({
    status: 2,
    text: "kconform: error: no kernel is called 'debian:9.9'\nhint: did you mean debian:7.3?\n",
  });
});

test("the infrastructure's error", () => {
  expect(reported(new InfrastructureError('QEMU is missing'))).toEqual({
    status: 69,
    text: 'kconform: error: QEMU is missing\n',
  });
});

test('our error comes with stack and causes', () => {
  const { status, text } = reported(new TypeError('x is undefined', { cause: new Error('first') }));
  expect(status).toBe(70);
  expect(text.split('\n').filter((line) => !line.startsWith('    at '))).toEqual([
    'kconform: this is a bug in kconform: please report it with the lines below',
    'TypeError: x is undefined',
    'caused by Error: first',
    '',
  ]);
  expect(text).toMatch(/errors\.test\.ts:\d+/);
});

test('whatever else is thrown', () => {
  expect(reported('text').text).toMatch(/\nthrown: "text"\n$/);
  expect(reported(undefined)).toMatchObject({ status: 70 });
});
