/** What every generated page says of itself: which runs it is of. */
import type { Compat } from '../schema.ts';
import { code, plain } from './text.ts';

/** The kernels, by run. */
export function provenance({ runs, kernels, source, subsystem }: Compat): string {
  const facts = `Facts of the source of ${plain(source)}. Written by ${code('kconform docs')}: do not edit.`;
  if (runs.length === 0) return `> ${facts}\n> **No run confirms anything here.**`;
  const lines = runs.map(({ tool, finished, status }, index) => {
    const own = Object.entries(kernels).filter(([, { run }]) => run === index);
    const asked = own.map(
      ([key, { release, abi }]) =>
        `${code(key)} ${plain(release)} (${abi === 0 ? `no ${plain(subsystem)}` : `ABI ${abi}`})`,
    );
    const commit = tool.commit === undefined ? '' : `, commit ${plain(tool.commit)}`;
    const ended = status === 'complete' ? '' : `, ${plain(status)}`;
    return `> Evidence: kconform ${plain(tool.version)}${commit}, run of ${plain(finished.slice(0, 10))}${ended}, on ${asked.join(', ')}.`;
  });
  return [`> ${facts}`, ...lines].join('\n>\n');
}
