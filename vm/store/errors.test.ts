import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../installation.ts';
import { ifThere } from './errors.ts';

test('only a file that is missing is not there', async () => {
  await expect(ifThere(readFile(join(root, 'package.json'), 'utf8'))).resolves.toContain('kconform');
  await expect(ifThere(readFile(join(root, 'no-such-file')))).resolves.toBeUndefined();
  await expect(ifThere(readFile(root))).rejects.toThrow('EISDIR');
});
