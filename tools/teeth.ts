/**
 * Runs scenarios, and judges what passed again with every check flipped: a check that does not notice proves nothing. Run by `make teeth`;
 * with `--sample N --seed S` on N scenarios chosen at random. Exits with 1 when
 * there is such a check, with 69 when a kernel did not run.
 */
import { selectScenarios } from '../runner/cli/scenarios.ts';
import { performRun } from '../runner/engine/perform.ts';
import { plural } from '../runner/report/style.ts';
import { holesOf, renderTeeth } from '../runner/report/teeth.ts';
import { EXIT } from '../runner/results/summary.ts';
import { toolArguments } from './arguments.ts';
import { sampleOf } from './teeth/sample.ts';

const { values, positionals } = toolArguments(
  'Runs scenarios (patterns; default: all), and judges what passed again with every check flipped.',
  {
    kernel: { type: 'string', multiple: true, default: ['debian:7.3', 'debian:6.1', 'debian:5.10'] },
    suite: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    results: { type: 'string', default: 'build/teeth.json' },
  },
);

const all = await selectScenarios({ scenarios: positionals, tags: [], suite: values.suite });
const scenarios = values.sample === undefined ? all : sampleOf(all, Number(values.sample), Number(values.seed));
const which = values.sample === undefined ? '' : ` chosen with seed ${values.seed}`;
process.stderr.write(`${plural(scenarios.length, 'scenario')}${which} on ${values.kernel.join(', ')} …\n`);
const { doc, path } = await performRun({
  kernels: values.kernel,
  scenarios,
  suite: values.suite,
  repeat: 1,
  jobs: Number(values.jobs),
  timeoutScale: undefined,
  accelerator: 'auto',
  verbose: false,
  teeth: true,
  results: values.results,
  command: ['tools/teeth.ts', ...process.argv.slice(2)].join(' '),
  onEvent: () => {},
  signal: new AbortController().signal,
});
process.stdout.write(`${renderTeeth(doc)}\nresults: ${path}\n`);
for (const { message } of doc.infrastructure) process.stderr.write(`error: ${message}\n`);
process.exitCode =
  doc.infrastructure.length > 0 ? EXIT.infrastructure : holesOf(doc).length > 0 ? EXIT.unexpected : EXIT.pass;
