/** `kconform list`. */
import type { Scenario } from '../scenario/scenario.ts';
import { sourceOf } from '../scenario/spec-files.ts';
import type { ListOptions } from './options.ts';
import type { Output } from './output.ts';
import { selectScenarios } from './scenarios.ts';

/** List scenarios: one identity a line, so that it can be piped; with --json, all that is known. */
export async function listCommand({ json, ...selection }: ListOptions, output: Output): Promise<number> {
  const scenarios = await selectScenarios(selection);
  output.out(
    json ? `${JSON.stringify(scenarios.map(describe), null, 2)}\n` : scenarios.map(({ id }) => `${id}\n`).join(''),
  );
  return 0;
}

function describe({ id, title, file, doc, tags, program, variant, control }: Scenario): object {
  return {
    id,
    title,
    file: sourceOf(file),
    doc,
    tags,
    program,
    variant,
    ...(control === undefined ? {} : { control }),
  };
}
