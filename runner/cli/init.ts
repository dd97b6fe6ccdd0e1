/** `kconform init`. */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../../vm/errors.ts';
import { isPackage, program, root } from '../../vm/installation.ts';
import { quote } from '../report/quote.ts';
import { cannotWrite } from '../results/write.ts';
import { packageJson, templates } from './init/templates.ts';
import type { Output } from './output.ts';
import { version } from './program.ts';

/** Write a first spec, and what makes editors and tsc understand it. What is there already stays as it is. */
export function initCommand(folder: string, output: Output): number {
  const target = resolve(folder);
  if (existsSync(target) && !statSync(target).isDirectory()) throw new UserError(`${folder} is not a folder`);
  const files = Object.entries({
    ...templates(),
    ...(belongsToPackage(target) ? {} : { 'package.json': packageJson }),
  });
  for (const [name, content] of files) {
    const written = writeNew(join(target, name), content);
    output.out(`${written ? 'wrote' : 'left as it is:'} ${relative('', join(target, name))}\n`);
  }
  output.out(`next: ${program} run --suite ${quote(relative('', target) || '.')} --kernel debian:7.3\n`);
  if (!findsKconform(target)) {
    const from = isPackage
      ? `kconform@${version()}`
      : `${join(root, 'build')}/kconform-${version()}.tgz, which make package makes`;
    output.out(
      `hint: runs find kconform by themselves; editors and tsc do once it is installed there: npm install ${from}\n`,
    );
  }
  return 0;
}

/** Also a folder above, as for a `my-specs` in a project. */
function belongsToPackage(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return true;
    if (at === dirname(at)) return false;
  }
}

function findsKconform(folder: string): boolean {
  try {
    return findPackageJSON('kconform', join(folder, 'x.ts')) !== undefined;
  } catch {
    return false;
  }
}

/** False when the file exists. */
function writeNew(path: string, content: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cannotWrite(path, error);
  }
}
