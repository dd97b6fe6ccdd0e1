/**
 * What the page is made of besides data. From a checkout the code is bundled when a report is written, which takes a fraction of a second and is never out of date;
 * a package has no sources, and brings what `node runner/report/site/assets.ts FOLDER` wrote.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InfrastructureError } from '../../../vm/errors.ts';

/** Content by the name of the file. */
export type Assets = Record<'index.html' | 'site.css' | 'site.js', string>;

const here = import.meta.dirname;
const prebuilt = join(here, 'assets');
const entry = join(here, 'client/main.tsx');

/** The assets of this version. */
export async function siteAssets(): Promise<Assets> {
  if (existsSync(entry)) return bundle();
  const read = (name: string) => readFileSync(join(prebuilt, name), 'utf8');
  return { 'index.html': read('index.html'), 'site.css': read('site.css'), 'site.js': read('site.js') };
}

async function bundle(): Promise<Assets> {
  return {
    'index.html': readFileSync(join(here, 'index.html'), 'utf8'),
    'site.css': ['client', 'views'].flatMap(stylesheets).join('\n'),
    'site.js': await bundleScript(),
  };
}

function stylesheets(folder: string): string[] {
  const names = readdirSync(join(here, folder)).filter((name) => name.endsWith('.css'));
  return names.sort().map((name) => readFileSync(join(here, folder, name), 'utf8').trim());
}

async function bundleScript(): Promise<string> {
  try {
    const { rolldown } = await import('rolldown');
    const build = await rolldown({
      input: entry,
      platform: 'browser',
      tsconfig: join(here, 'tsconfig.json'),
      logLevel: 'warn',
    });
    const { output } = await build.generate({ format: 'iife', minify: true, sourcemap: false });
    await build.close();
    return output[0].code;
  } catch (error) {
    throw new InfrastructureError(`cannot bundle the code of the page: ${(error as Error).message}`, {
      hint: 'make setup installs what it takes',
      cause: error,
    });
  }
}

if (import.meta.main) {
  const folder = process.argv[2] ?? prebuilt;
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(await bundle())) writeFileSync(join(folder, name), content);
}
