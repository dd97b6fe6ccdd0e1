import { expect, test } from 'vitest';
import { configValues } from './config.ts';

test('built in, module, not set, not mentioned; numbers and strings are no answer', () => {
  const text = 'CONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_E="y"\nCONFIG_F=1000\nCONFIG_AA=y\n';
  expect(configValues(text, ['A', 'B', 'C', 'D', 'E', 'F'])).toEqual({
    A: 'y',
    B: 'm',
    C: 'n',
    D: 'n',
    E: 'n',
    F: 'n',
  });
});
