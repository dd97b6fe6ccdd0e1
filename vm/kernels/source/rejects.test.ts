import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { rejectsInWords } from './rejects.ts';

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

/** What git says of a patch to a.c and b.c, which have the numbers from 1 to 40, a line each. */
async function gitSays(patch: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kconform-rejects-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const name of ['a.c', 'b.c']) await writeFile(join(directory, name), `${lines(1, 40).join('\n')}\n`);
  await writeFile(join(directory, 'patch'), patch);
  const { stderr } = await execa('git', ['apply', '--reject', '--verbose', 'patch'], {
    cwd: directory,
    env: { LC_ALL: 'C', GIT_CEILING_DIRECTORIES: tmpdir() },
    reject: false,
    stripFinalNewline: false,
  });
  return rejectsInWords(stderr);
}

const head = (name: string) => `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n`;
const hunk = (at: number, old: string) => `@@ -${at},3 +${at},3 @@\n ${at}\n-${old}\n+new\n ${at + 2}\n`;

test('each hunk that fails is told, with its place and what git looked for', async () => {
  expect(await gitSays(head('a.c') + hunk(3, '4') + hunk(20, 'XX') + hunk(30, 'YY') + head('b.c') + hunk(7, '8'))).toBe(
    `a.c:20: hunk 2 of 3 fails, these lines are not there:
    20
    XX
    22
a.c:30: hunk 3 of 3 fails, these lines are not there:
    30
    YY
    32`,
  );
});

test('a long hunk is cut', async () => {
  const context = lines(5, 30);
  const long = `@@ -5,27 +5,26 @@\n${context.map((line) => ` ${line}\n`).join('')}-XX\n`;
  expect((await gitSays(head('a.c') + long)).split('\n').slice(-2)).toEqual(['    14', '    …']);
});

test('files that are not there, or are and should not, and patches that are none', async () => {
  const made = `diff --git a/b.c b/b.c\nnew file mode 100644\n--- /dev/null\n+++ b/b.c\n@@ -0,0 +1 @@\n+new\n`;
  expect(await gitSays(head('c.c') + hunk(3, '4') + made)).toBe(
    'c.c: No such file or directory\nb.c: already exists in working directory',
  );
  expect(await gitSays(`${head('a.c')}@@ -1,3 +1,3 @@\n 1\n-2\n`)).toEqual(
    expect.stringMatching(/^corrupt patch at line \d+$/),
  );
});
