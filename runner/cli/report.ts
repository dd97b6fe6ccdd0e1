/** `kconform report`. */
import { UserError } from '../../vm/errors.ts';
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
  const [file = LATEST, ...more] = options.files;
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
  if (format === 'matrix') {
    const { stdout } = process;
    output.out(renderReport(doc, { width: widthOf(stdout), style: styleFor(stdout), path: file, verbose }));
    return 0;
  }
  const render = await formatOf(format).load();
  for (const piece of gathered(render(doc, { path: file, origin }))) output.out(piece);
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
