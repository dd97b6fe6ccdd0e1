import { expect, test } from 'vitest';
import { defaultName } from './build.ts';
import { capture } from './run-cli.ts';
import { teller } from './say.ts';

test.for<[Parameters<typeof defaultName>[0], string]>([
  [{ source: '7.3', series: [], config: [] }, '7.3'],
  [{ tree: '/home/me/linux-next/', series: [], config: ['debug'] }, 'linux-next-debug'],
  [{ source: '7.3', series: ['/tmp/v2 landlock.mbox'], config: ['./my.config'] }, '7.3-v2-landlock-my'],
])('a kernel without a name is called after what it is made of', ([options, name]) => {
  expect(defaultName(options)).toBe(name);
});

test.for<[string[], string]>([
  [['build'], 'kconform: error: build takes either --tree or --source\nhint: --tree DIR, or --source 7.3\n'],
  [
    ['build', '--tree', '.', '--source', '7.3'],
    'kconform: error: build takes either --tree or --source\nhint: --tree DIR, or --source 7.3\n',
  ],
  [
    ['build', '--source', 'v7'],
    "kconform: error: option '--source <series>' argument 'v7' is invalid. It must be a series such as 7.3.\n",
  ],
  [
    ['build', '--source', '7.3', '--name', 'a/b'],
    "kconform: error: option '--name <name>' argument 'a/b' is invalid. It must be letters, digits and . + - _ only.\n",
  ],
  [
    ['build', '--source', '7.3', '--coverage-directory', 'fs/ext4'],
    'kconform: error: --coverage-directory says where to count, and needs --config coverage\n',
  ],
  [
    ['kernels', 'remove'],
    'kconform: error: say which kernels to remove: build:NAME, or --unused or --sources for what is left over\n',
  ],
  [
    ['kernels', 'remove', 'debian:7.3'],
    'kconform: error: debian:7.3 is no kernel that kconform built\nhint: ./kconform kernels list shows them: build:NAME\n',
  ],
])('wrong usage: %j', async ([args, err]) => {
  expect(await capture(...args)).toEqual({ status: 2, out: '', err });
});

test('a log has what lasts, and a sign of life every half minute', () => {
  let text = '';
  let time = 0;
  const write = (more: string) => {
    text += more;
    return true;
  };
  const stream = { isTTY: false, columns: 80, write };
  const say = teller(stream as unknown as NodeJS.WriteStream, () => time);
  for (const [at, line, transient] of [
    [0, 'begun', false],
    [10_000, '1 file', true],
    [31_000, '2 files', true],
    [40_000, '3 files', true],
    [50_000, 'done', false],
  ] as const) {
    time = at;
    say(line, transient);
  }
  expect(text).toBe('begun\n2 files\ndone\n');
});
