/** `kconform build`. */
import { cpus } from 'node:os';
import { basename } from 'node:path';
import { program } from '../../vm/installation.ts';
import { type BuildEvent, buildKernelFrom, warningsOf } from '../../vm/kernels/build/index.ts';
import type { KernelEvent } from '../../vm/kernels/index.ts';
import { plural } from '../report/style.ts';
import { EXIT } from '../results/summary.ts';
import { interruptible } from './interruptible.ts';
import type { BuildOptions } from './options.ts';
import type { Output } from './output.ts';
import { teller } from './say.ts';

/** Build a kernel, and say how to use it. */
export async function buildCommand(options: BuildOptions, output: Output): Promise<number> {
  const say = teller();
  using interrupt = interruptible();
  const name = options.name ?? defaultName(options);
  try {
    const {
      kernel,
      output: made,
      left,
    } = await buildKernelFrom({
      ...options,
      name,
      jobs: options.jobs ?? cpus().length,
      signal: interrupt.signal,
      onFetch: (event) => tellFetch(event, say),
      onBuild: (event) => tellBuild(name, event, say),
      say: (text) => say(`build:${name}: ${text}`),
    });
    if (left.length > 0)
      say(`build:${name}: this kernel does not know ${left.map((one) => `CONFIG_${one}`).join(', ')}`);
    const warnings = warningsOf(made);
    if (warnings.length > 0)
      say(
        `build:${name}: ${plural(warnings.length, 'warning')}\n${warnings
          .slice(0, 10)
          .map((line) => `  ${line}`)
          .join('\n')}`,
      );
    output.out(`build:${name}  ${kernel.release}  ${kernel.directory}/vmlinuz\n`);
    say(`try it: ${program} run --kernel build:${name}`);
    return EXIT.pass;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    say(`build:${name}: interrupted; what was compiled stays, and the next build goes on from there`);
    return EXIT.interrupted;
  }
}

/** The tree's or the series' name, with what is not usual about it. */
export function defaultName({
  tree,
  source,
  series,
  config,
}: Pick<BuildOptions, 'tree' | 'source' | 'series' | 'config'>): string {
  const words = [
    tree === undefined ? source! : basename(tree === '.' ? process.cwd() : tree.replace(/\/+$/, '')),
    ...(series.length > 0 ? [basename(series[0]!).replace(/\.\w+$/, '')] : []),
    ...config.map((one) => basename(one).replace(/\.\w+$/, '')),
  ];
  return (
    words
      .join('-')
      .replaceAll(/[^\w.+-]+/g, '-')
      .replace(/^[^a-z0-9]+/i, '') || 'tree'
  );
}

/** Progress of fetching a source. */
export function tellFetch(event: KernelEvent, say: ReturnType<typeof teller>): void {
  if (event.kind === 'note') say(event.text);
  else if (event.kind === 'extract') say(`${event.package}: unpacking`);
  else if (event.kind === 'download') {
    say(`${event.package}: ${Math.floor((event.bytes / event.total) * 100)} % of ${event.total >> 20} MB`, true);
  }
}

/** Progress of a build. */
export function tellBuild(name: string, event: BuildEvent, say: ReturnType<typeof teller>): void {
  if (event.kind === 'configure') say(`build:${name}: configuring`, true);
  else if (event.kind === 'file') say(`build:${name}: ${event.count} files, ${event.action} ${event.file}`, true);
  else if (event.cached) say(`build:${name}: built already, from the same source, configuration and compiler`);
  else say(`build:${name}: built in ${(event.ms / 1000).toFixed(1)} s`);
}
