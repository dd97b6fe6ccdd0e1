/** What commands that run something make of it: they show it, write reports, and choose an exit status. */
import { type Baseline, type BaselineJudgement, judgeAgainst } from '../baseline/baseline.ts';
import { renderBaseline } from '../report/baseline.ts';
import { formatOf } from '../report/formats/index.ts';
import { gathered, writeTarget } from '../report/formats/write.ts';
import { styleFor, widthOf } from '../report/style.ts';
import { renderReport } from '../report/terminal.ts';
import type { Results } from '../results/schema.ts';
import { EXIT, exitStatus } from '../results/summary.ts';
import type { RunOptions } from './options.ts';

/**
 * Show what a run measured, and write the reports that were asked for.
 *
 * @param baseline what is known already; with it, only regressions count
 * @returns the exit status that the run deserves
 */
export async function concludeRun(
  { doc, path }: { doc: Results; path: string },
  options: Pick<RunOptions, 'reports' | 'origin' | 'verbose'>,
  baseline: Baseline | undefined,
): Promise<number> {
  const { stdout } = process;
  const { verbose } = options;
  const style = styleFor(stdout);
  stdout.write(renderReport(doc, { width: widthOf(stdout), style, path, verbose }));
  const judgement = baseline && judgeAgainst(doc, baseline);
  await writeReports(doc, path, options, judgement);
  if (judgement) stdout.write(`\n${renderBaseline(judgement, { style, verbose })}`);
  const status = exitStatus(doc);
  if (judgement === undefined || (status !== EXIT.pass && status !== EXIT.unexpected)) return status;
  return judgement.regressions.length > 0 ? EXIT.unexpected : EXIT.pass;
}

/** The reports that were asked for besides the matrix. */
async function writeReports(
  doc: Results,
  path: string,
  { reports, origin }: Pick<RunOptions, 'reports' | 'origin'>,
  baseline: BaselineJudgement | undefined,
): Promise<void> {
  const about = { path, origin, baseline };
  for (const target of reports) {
    if (target.path !== '-') await writeTarget(target, doc, about);
    else {
      const render = await formatOf(target.format).load();
      for (const piece of gathered(render(doc, about))) process.stdout.write(piece);
    }
  }
}
