import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { InfrastructureError } from '../../vm/errors.ts';
import { runGcov } from './gcov.ts';

/** What gcc and a program leave behind: notes and counters of three files in two directories. */
async function program() {
  const folder = mkdtempSync(join(tmpdir(), 'kconform-gcov-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'sub'));
  const sources = {
    'main.c': 'int one(int);\nint two(void);\nint main(void) { return one(1) + two(); }\n',
    'one.c': 'int one(int x)\n{\n\tif (x)\n\t\treturn 0;\n\treturn 1;\n}\n',
    'sub/two.c': 'int two(void) { return 0; }\n',
  };
  for (const [path, text] of Object.entries(sources)) writeFileSync(join(folder, path), text);
  for (const path of Object.keys(sources))
    await execa('gcc', ['--coverage', '-c', path, '-o', path.replace(/c$/, 'o')], { cwd: folder });
  await execa('gcc', ['--coverage', 'main.o', 'one.o', 'sub/two.o', '-o', 'program'], { cwd: folder });
  await execa('./program', { cwd: folder });
  const paths = Object.keys(sources).map((path) => path.replace(/c$/, 'gcda'));
  return { folder, counters: new Map(paths.map((path) => [path, readFileSync(join(folder, path))])) };
}

test('all files of counters are read, whatever their directories', async () => {
  const { folder, counters } = await program();
  const files = await runGcov(folder, counters);
  expect(files.map(({ file }) => file).sort()).toEqual(['main.c', 'one.c', 'sub/two.c']);
  const one = files.find(({ file }) => file === 'one.c')!;
  const counts = Object.fromEntries(one.lines.map(({ line_number, count }) => [line_number, count]));
  expect(counts).toMatchObject({ 3: 1, 4: 1, 5: 0 });
  expect(one.lines[1]?.branches.map(({ count }) => count)).toEqual([1, 0]);
});

test('counters of another build are told, and do not pass for zero', async () => {
  const { folder, counters } = await program();
  const other = Buffer.from(counters.get('one.gcda')!);
  other.writeUInt32LE(other.readUInt32LE(8) ^ 1, 8);
  await expect(runGcov(folder, new Map([...counters, ['one.gcda', other]]))).rejects.toThrow(InfrastructureError);
});
