/** `kconform report`. */
import { renderJunit } from '../report/junit.ts';
import { renderKtap } from '../report/ktap.ts';
import { styleFor, widthOf } from '../report/style.ts';
import { renderReport } from '../report/terminal.ts';
import { readResults } from '../results/read.ts';
import { serialise } from '../results/write.ts';
import type { ReportOptions } from './options.ts';
import type { Output } from './output.ts';

/** Print a results document. The status says whether that worked, not what the document says. */
export function reportCommand({ file, format, verbose }: ReportOptions, output: Output): number {
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
