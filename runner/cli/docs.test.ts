import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleResults } from '../results/sample.ts';
import { serialise } from '../results/write.ts';
import { capture } from './run-cli.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kconform-docs-'));
  writeFileSync(join(folder, 'results.json'), serialise(sampleResults()));
  mkdirSync(join(folder, 'tree/security/landlock'), { recursive: true });
  writeFileSync(join(folder, 'tree/security/landlock/fs.c'), 'static int hook_file_open(struct file *const file)\n');
  mkdirSync(join(folder, 'suites'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function writeSpec(doc: string): string {
  const suite = join(folder, 'suites');
  const runner = join(import.meta.dirname, '../index.ts');
  writeFileSync(
    join(suite, 'own.spec.ts'),
    `import { OK, scenario } from ${JSON.stringify(runner)};
scenario('own', { doc: ${JSON.stringify(doc)} }, ({ main }) => { main.getpid().expect(OK); });\n`,
  );
  return suite;
}

test('documentation of results, with the run that it is of', async () => {
  const out = join(folder, 'out');
  const { status, out: said, err } = await capture('docs', join(folder, 'results.json'), '--out', out);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(said).toBe(
    `${out}/README.md: 19 pages, 2 kernels, 45 features: 2 contradicted, 43 not confirmed\n${out}/compat.json: the same for programs\n`,
  );
  expect(readdirSync(out).filter((name) => name.startsWith('abi-'))).toHaveLength(11);
  expect(readFileSync(join(out, 'abi-9.md'), 'utf8')).toContain('Evidence: kconform 0.1.0, run of 2026-11-22, on');
});

test('without anything to do it says so', async () => {
  const { status, err } = await capture('docs', join(folder, 'results.json'));
  expect({ status, err }).toEqual({
    status: 2,
    err: 'kconform: error: docs needs a folder to write to\nhint: --out FOLDER, or --check to check references only\n',
  });
});

test('a reference that the source does not have is told, with the spec that cites it', async () => {
  const suite = writeSpec('security/landlock/fs.c: hook_file_open(), hook_file_close()');
  const { status, out } = await capture('docs', '--check', '--tree', join(folder, 'tree'), '--suite', suite);
  expect({ status, out }).toEqual({
    status: 1,
    out: `wrong  security/landlock/fs.c: hook_file_open(), hook_file_close()
       there is no function 'hook_file_close' in security/landlock/fs.c
       cited in suites/own.spec.ts

1 reference checked against ${join(folder, 'tree')}: 1 wrong
`,
  });
});

test('a folder that is no kernel source is refused', async () => {
  const { status, err } = await capture('docs', '--check', '--tree', folder);
  expect({ status, err }).toEqual({
    status: 2,
    err: `kconform: error: ${folder} is no kernel source: it has no security/landlock\nhint: name the top of the tree\n`,
  });
});
