import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

test('the web site can bundle the comparison: it imports nothing but itself', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname, exclude: ['*.test.ts'] });
  const imported = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const statements = text.match(/^(import|export) [^;]*? from '[^']+'/gms) ?? [];
    return statements
      .filter((statement) => !statement.startsWith('import type '))
      .map((statement) => /from '([^']+)'$/.exec(statement)![1]!)
      .map((name) => (name.startsWith('.') ? relative('.', join(dirname(file), name)) : name));
  });
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter((name) => !files.includes(name))).toEqual([]);
});
