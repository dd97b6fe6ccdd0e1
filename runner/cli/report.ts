/** `kconform report`. */
import { UserError } from '../../vm/errors.ts';
import { judgeAgainst } from '../baseline/baseline.ts';
import { readBaseline } from '../baseline/read.ts';
import { renderBaseline } from '../report/baseline.ts';
import { formatOf } from '../report/formats/index.ts';
import { gathered } from '../report/formats/write.ts';
import { plural, styleFor, widthOf } from '../report/style.ts';
import { renderReport } from '../report/terminal.ts';
import { salvageResults } from '../results/salvage.ts';
import type { ReportOptions } from './options.ts';
import type { Output } from './output.ts';

const LATEST = 'results/latest.json';

/** Print a results document. The status says whether that worked, not what the document says. */
export async function reportCommand(options: ReportOptions, output: Output): Promise<number> {
  const { format, html, origin, verbose } = options;
  const baseline = options.baseline.length > 0 ? readBaseline(options.baseline, undefined, new Date()) : undefined;
  const [file = LATEST, ...more] = options.files;
  if (html !== undefined && baseline) throw new UserError('a site tells of several runs, and takes no --baseline');
  if (html !== undefined) return await siteCommand(html, [file, ...more], output);
  if (more.length > 0) {
    throw new UserError(`one document at a time for --format ${format}`, { hint: '--html takes several' });
  }
  const { doc, lost } = salvageResults(file);
  for (const loss of lost) output.err(`kconform: lost: ${file}: ${loss}\n`);
  // A document that is not whole must not pass for one that is, in a format that others read.
  if (lost.length > 0) {
    doc.infrastructure.push({ message: `the results document is not whole: ${lost.join('; ')}` });
    if (doc.status === 'complete') doc.status = 'infrastructure';
  }
  const judgement = baseline && judgeAgainst(doc, baseline);
  if (format === 'matrix') {
    const { stdout } = process;
    const style = styleFor(stdout);
    output.out(renderReport(doc, { width: widthOf(stdout), style, path: file, verbose }));
    if (judgement) output.out(`\n${renderBaseline(judgement, { style, verbose })}`);
    return 0;
  }
  const render = await formatOf(format).load();
  for (const piece of gathered(render(doc, { path: file, origin, baseline: judgement }))) output.out(piece);
  return 0;
}

async function siteCommand(folder: string, files: string[], output: Output): Promise<number> {
  const { writeSite } = await import('../report/site/site.ts');
  const { page, bytes, runs, kernels, scenarios, verdicts, lost } = await writeSite(folder, files);
  for (const loss of lost) output.err(`kconform: lost: ${loss}\n`);
  const counts = [
    plural(runs, 'run'),
    plural(kernels, 'kernel'),
    plural(scenarios, 'scenario'),
    plural(verdicts, 'verdict'),
  ];
  output.out(`${page}: ${counts.join(', ')}, ${(bytes / 1e6).toFixed(1)} MB\n`);
  return 0;
}
