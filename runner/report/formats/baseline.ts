/** A run as its baseline makes it: which failures do not count, and what else the formats of CI have to tell of it. */
import { type BaselineJudgement, NOT_KNOWN } from '../../baseline/baseline.ts';
import type { Results, Verdict } from '../../results/schema.ts';
import { passingInWords } from '../baseline.ts';
import { plural } from '../style.ts';

/** Something that an entry of a baseline says, for readers that show notes beside files. */
export interface BaselineNote {
  kind: 'known' | 'passes';
  /** File of the entry, and its line; a results document has none. */
  file: string;
  line?: number | undefined;
  text: string;
}

/** What formats show instead of the document alone. */
export interface Measured {
  /** A scenario that shows a known bug which it did not show before the baseline counts as a failure: here it is one. */
  doc: Results;
  /** The verdicts that count; all when there is no baseline. */
  counting: Results;
  /** Failures that are known. */
  known: Results;
  /** Why a failure does not count, in one line; undefined for one that does. */
  excuse(verdict: Verdict): string | undefined;
  /** What else there is to tell of a verdict: why a failure counts although the baseline names it, or that a known failure passes. */
  remarks(verdict: Verdict): string[];
  /** One for each entry that excuses something, or that can be taken out. */
  notes: BaselineNote[];
}

/** Look at a document in the light of its baseline. */
export function measuredBy(doc: Results, judgement: BaselineJudgement | undefined): Measured {
  if (judgement === undefined) {
    return {
      doc,
      counting: doc,
      known: { ...doc, verdicts: [] },
      excuse: () => undefined,
      remarks: () => [],
      notes: [],
    };
  }
  const excuses = new Map(judgement.excused.map(({ verdict, by, reason }) => [verdict, `${reason} (${by})`]));
  const remarks = new Map<Verdict, string[]>();
  const remark = (verdict: Verdict, text: string) => remarks.set(verdict, [...(remarks.get(verdict) ?? []), text]);
  const failing = new Map<Verdict, Verdict>();
  for (const { verdict, why } of judgement.regressions) {
    if (verdict.verdict === 'pass') failing.set(verdict, { ...verdict, verdict: 'mismatch', reason: why });
    else if (why !== NOT_KNOWN) remark(verdict, `baseline: ${why}`);
  }
  for (const { entry, passed } of judgement.passing) {
    for (const verdict of passed) remark(verdict, `baseline: ${entry.where}: known to fail, and passes`);
  }
  const verdicts = doc.verdicts.map((verdict) => failing.get(verdict) ?? verdict);
  return {
    doc: { ...doc, verdicts },
    counting: { ...doc, verdicts: verdicts.filter((verdict) => !excuses.has(verdict)) },
    known: { ...doc, verdicts: verdicts.filter((verdict) => excuses.has(verdict)) },
    excuse: (verdict) => excuses.get(verdict),
    remarks: (verdict) => remarks.get(verdict) ?? [],
    notes: notesOf(judgement),
  };
}

function notesOf({ excused, passing }: BaselineJudgement): BaselineNote[] {
  const known = [...Map.groupBy(excused, ({ by, reason }) => `${by}\n${reason}`).values()].map((all): BaselineNote => {
    const { by, reason } = all[0]!;
    return { kind: 'known', ...placeOf(by), text: `${reason} (${plural(all.length, 'failure')})` };
  });
  const gone = passing.map(
    (one): BaselineNote => ({ kind: 'passes', ...placeOf(one.entry.where), text: passingInWords(one) }),
  );
  return [...known, ...gone];
}

/** `FILE:LINE`, or a file. */
function placeOf(where: string): { file: string; line?: number } {
  const [, file, line] = /^(.*):(\d+)$/s.exec(where) ?? [];
  return file === undefined ? { file: where } : { file, line: Number(line) };
}
