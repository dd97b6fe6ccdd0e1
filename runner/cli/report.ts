/** `kconform report`. */
import { UserError } from '../../vm/errors.ts';
import { renderJunit } from '../report/junit.ts';
import { renderKtap } from '../report/ktap.ts';
import { plural, styleFor, widthOf } from '../report/style.ts';
import { renderReport } from '../report/terminal.ts';
import { readResults } from '../results/read.ts';
import { serialise } from '../results/write.ts';
import type { ReportOptions } from './options.ts';
import type { Output } from './output.ts';

const LATEST = 'results/latest.json';

/** Print a results document. The status says whether that worked, not what the document says. */
export async function reportCommand(options: ReportOptions, output: Output): Promise<number> {
  const { format, html, verbose } = options;
  const [file = LATEST, ...more] = options.files;
  if (html !== undefined) return await siteCommand(html, [file, ...more], output);
  if (more.length > 0) {
    throw new UserError(`one document at a time for --format ${format}`, { hint: '--html takes several' });
  }
  const doc = readResults(file);
  const formats = {
    matrix: () =>
      renderReport(doc, { width: widthOf(process.stdout), style: styleFor(process.stdout), path: file, verbose }),
    junit: () => renderJunit(doc),
    ktap: () => renderKtap(doc),
    json: () => serialise(doc),
  };
  output.out(formats[format]());
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
