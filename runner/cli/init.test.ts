import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporary } from '../testing/fault-box.ts';
import { runCli } from '../testing/run-cli.ts';
import { capture } from './run-cli.ts';

/** Files below a folder with their contents. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'utf8')]),
  );
}

test('a folder of one’s own: its spec is found, and nothing is overwritten', async () => {
  const folder = join(temporary(), 'my specs');
  const first = await capture('init', folder);
  expect({ ...first, out: first.out.split('\n').filter((line) => !line.startsWith('hint: ')) }).toEqual({
    status: 0,
    err: '',
    out: [
      expect.stringMatching(/^wrote .*my specs\/suites\/example\.spec\.ts$/),
      expect.stringMatching(/^wrote .*my specs\/tsconfig\.json$/),
      expect.stringMatching(/^wrote .*my specs\/package\.json$/),
      expect.stringMatching(/^next: \.\/kconform run --suite '.*my specs' --kernel debian:7\.3$/),
      '',
    ],
  });
  expect((await runCli(['list', '--suite', folder])).stdout).toBe(
    [
      'example/truncate-a-file-without-a-rule-strict',
      'example/truncate-a-file-without-a-rule-best-effort',
      'example/truncate-a-file-with-the-right-strict',
      'example/truncate-a-file-with-the-right-best-effort',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'tsconfig.json'), '{ "mine": true }');
  const before = contents(folder);
  const second = await capture('init', folder);
  expect(second.out.match(/^left as it is: /gm)).toHaveLength(2);
  expect(contents(folder)).toEqual(before);
});

test('a folder in a project: the project has a package.json already', async () => {
  const project = temporary();
  writeFileSync(join(project, 'package.json'), '{ "name": "mine" }');
  await capture('init', join(project, 'specs'));
  expect(existsSync(join(project, 'specs/package.json'))).toBe(false);
  expect(existsSync(join(project, 'specs/tsconfig.json'))).toBe(true);
});

test('not a folder', async () => {
  const file = join(temporary(), 'file');
  writeFileSync(file, '');
  expect(await capture('init', file)).toEqual({
    status: 2,
    out: '',
    err: `kconform: error: ${file} is not a folder\n`,
  });
  expect((await capture('init', join(file, 'below'))).err).toMatch(
    /^kconform: error: cannot write .*file\/below\/.*: a part of the path is not a folder\nhint: /,
  );
});
