import { expect, test } from 'vitest';
import { declaringFile, specOf } from './identity.ts';

test.each([
  ['/k/suites/landlock/scope/abstract.spec.ts', 'landlock/scope/abstract'],
  ['/k/node_modules/kconform/dist/suites/landlock/abi/masks.spec.js', 'landlock/abi/masks'],
  ['/home/me/suites/project/node_modules/kconform/dist/suites/landlock/abi/masks.spec.js', 'landlock/abi/masks'],
  ['/home/me/my specs/suites/net (new)/udp.spec.ts', 'net (new)/udp'],
  ['/home/me/specs/udp.spec.ts', 'udp'],
])('what identities in %s begin with', (file, spec) => {
  expect(specOf(file)).toBe(spec);
});

test('the file that is being loaded is the one on the stack', () => {
  expect(declaringFile()).toBe(import.meta.filename);
});
