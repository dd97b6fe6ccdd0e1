/**
 * Makes `dist/`, what the npm package holds besides the files that it takes as they are (`files` in package.json): `npm pack` and `npm publish` call this first.
 * Node strips no types below node_modules, so it is JavaScript, in the same folders as in the checkout.
 */
import { copyFileSync, globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { describeCommand } from '../runner/cli/described.ts';
import { manualPage } from '../runner/cli/manual.ts';
import { createProgram, version } from '../runner/cli/program.ts';
import { toolVersion } from '../runner/engine/tool-version.ts';
import { root } from '../vm/installation.ts';

const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execaSync('tsc', ['--project', 'tsconfig.package.json'], { cwd: root, stdio: ['ignore', 2, 2], preferLocal: true });
// Nobody imports a spec.
for (const file of globSync('**/*.spec.d.ts', { cwd: dist })) rmSync(join(dist, file));
// Whatever lies among the modules and is no TypeScript (pages, styles, prebuilt scripts) is found beside them there, too.
const others = globSync('{runner,vm,suites}/**/*.*', {
  cwd: root,
  exclude: ['**/*.{ts,tsx}', '**/testing', '**/__*__', '**/node_modules', 'runner/report/site/{client,views}'],
});
for (const file of others.filter((file) => statSync(join(root, file)).isFile())) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  copyFileSync(join(root, file), join(dist, file));
}
const site = 'runner/report/site/assets';
execaSync(process.execPath, [`${site}.ts`, join(dist, site)], { cwd: root, stdio: ['ignore', 2, 2] });
const { stdout: date } = execaSync('git', ['log', '-1', '--format=%cs'], { cwd: root, reject: false });
const foot = { version: version(), date: date || new Date().toISOString().slice(0, 10) };
writeFileSync(join(dist, 'kconform.1'), manualPage(describeCommand(createProgram(() => {})), foot));
const { commit } = await toolVersion();
if (commit !== undefined) writeFileSync(join(dist, 'packed.json'), `${JSON.stringify({ commit })}\n`);
