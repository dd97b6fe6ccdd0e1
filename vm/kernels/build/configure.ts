import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { configText, type Options, parseConfig, unstuckOptions } from './fragment.ts';
import { unmetDependencies } from './kconfig.ts';
import { type MakeOptions, makeKernel } from './make.ts';

const WANTED = 'kconform.config';

/**
 * Configure a directory of objects: tinyconfig, and these options on top. Does nothing when it is so already.
 *
 * @throws UserError when an option did not stick, with what it lacks
 */
export async function configure(wanted: Options, options: MakeOptions): Promise<void> {
  const { source, objects } = options;
  const stamp = join(objects, WANTED);
  const text = configText(wanted);
  if ((await readFile(stamp, 'utf8').catch(() => undefined)) === text) return;
  await rm(stamp, { force: true });
  const dotConfig = join(objects, '.config');
  await makeKernel(['tinyconfig'], options);
  // At the end, not in place: of a choice, the option that comes last wins.
  await appendFile(dotConfig, text);
  await makeKernel(['olddefconfig'], options);
  await checkConfig(source, wanted, parseConfig(await readFile(dotConfig, 'utf8')));
  await writeFile(stamp, text);
}

/** @throws UserError that names every option that is not as wanted, and why */
export async function checkConfig(tree: string, wanted: Options, config: Options): Promise<void> {
  const unstuck = unstuckOptions(wanted, config);
  if (unstuck.length === 0) return;
  const lines = await Promise.all(
    unstuck.map(async ({ option, wanted, got }) => {
      const why = wanted === 'n' ? [] : await unmetDependencies(tree, option, config);
      const reason = why.length > 0 ? why.join(', ') : wanted === 'n' ? 'something selects it' : 'no reason found';
      return `  CONFIG_${option} is ${got ?? 'not set'}, not ${wanted}: ${reason}`;
    }),
  );
  throw new UserError(`the kernel does not take these options:\n${lines.join('\n')}`, {
    hint: 'add what they need to the fragment (fixtures/kconfig/), or leave them out',
  });
}
