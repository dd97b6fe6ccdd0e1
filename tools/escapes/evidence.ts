import type { Results, Verdict } from '../../runner/results/schema.ts';

/** Whether the sandbox was met. `half`: this program was kept out, and one that connects elsewhere would not be. */
export type Door = 'open' | 'closed' | 'half';

/** What was observed of one door on all kernels of a document. */
export interface Row {
  /** The promise, without the kind of program. */
  title: string;
  /** By kernel, in the document's order; undefined where there is no verdict that passed. */
  doors: (Door | undefined)[];
  /** What the newest kernel showed: how programs ended and what they said, and the effect outside. */
  evidence: string;
}

const kind = /, best-effort$/;

/** Rows for the best-effort programs of `landlock/escapes`, as real sandboxes are: they leave out what the kernel lacks. */
export function rowsOf({ kernels, scenarios, verdicts }: Results): Row[] {
  return scenarios
    .filter(({ family, title }) => family.startsWith('landlock/escapes/') && kind.test(title))
    .map(({ id, title }) => {
      const on = kernels.map((kernel) => verdicts.find((one) => one.kernel === kernel.id && one.scenario === id));
      const newest = on.findLast((verdict) => verdict?.verdict === 'pass');
      return {
        title: title.replace(kind, ''),
        doors: on.map((verdict) => (verdict?.verdict === 'pass' ? doorOf(verdict) : undefined)),
        evidence: newest === undefined ? '' : evidenceOf(newest),
      };
    });
}

/** Told by the effect, which is what the last check asks for: another than without the sandbox or not. Where nothing is denied there is no second arm at all. */
function doorOf({ steps }: Verdict): Door {
  const checks = steps.filter(({ arm, role }) => arm === 'test' && role === 'check');
  const effect = checks.at(-1);
  // Without the sandbox the same step, and the buffer that it fills, has another number.
  const call = (words: string) => words.replace(/[#-]\d+/g, '');
  const free = steps.findLast(
    ({ arm, words }) => arm === 'control' && effect !== undefined && call(words) === call(effect.words),
  );
  if (free === undefined || free.observed === effect?.observed) return 'open';
  return checks.some(({ words, observed }) => words.startsWith('connect(') && observed === 'success')
    ? 'half'
    : 'closed';
}

function evidenceOf({ steps }: Verdict): string {
  const checks = steps.filter(
    ({ arm, role, words }) => arm === 'test' && role === 'check' && !/^landlock_/.test(words),
  );
  const told = checks.filter(({ words }) =>
    /^(run|open|access|read|connect|recv|write|ptrace|pidfd_getfd)/.test(words),
  );
  return told.map(({ words, observed }) => `${short(words)}: ${withoutTrace(observed)}`).join('; ');
}

/** What strace wrote of connect(2) calls, as each address and its answer; what asks for a host's address is left out. */
function withoutTrace(observed: string): string {
  return observed
    .replace(/connect\(\d+, \{[^}]*nscd[^}]*\}, \d+\) = -1 [^)]*\)\\n/g, '')
    .replace(
      /connect\(\d+, \{sa_family=\w+, ([^}]*)\}, \d+\) = (?:-1 )?(\w+)(?: \([^)]*\))?(?:\\n)?/g,
      (_, address, answer) => {
        const where =
          /htons\((\d+)\)/.exec(address)?.[1] ?? /sun_path=(@?)\\"([^\\]+)/.exec(address)?.slice(1).join('');
        return `${where}: ${answer === '0' ? 'success' : answer}, `;
      },
    )
    .replace(/, "$/, '"');
}

/** The program or the call, and what it is about. */
function short(words: string): string {
  const run = /^run (?:\S*\/strace (?:-\S+ |\w+=\w+ )*)?\S*\/(\S+)/.exec(words)?.[1];
  if (run !== undefined) return run;
  const path = /"([^"]+)"/.exec(words)?.[1];
  return `${/^\w+/.exec(words)?.[0]}${path === undefined ? '' : ` ${path}`}`;
}

/** A table in Markdown. */
export function tableOf(results: Results): string {
  const heads = results.kernels.map(({ abi }) => (abi === 0 ? 'none' : String(abi)));
  const cell = (door: Door | undefined) => (door === undefined ? '?' : door === 'closed' ? '**closed**' : door);
  const plain = (text: string) => text.replaceAll('|', '\\|');
  const lines = rowsOf(results).map(
    ({ title, doors, evidence }) => `| ${plain(title)} | ${doors.map(cell).join(' | ')} | ${plain(evidence)} |`,
  );
  const head = `| ABI | ${heads.join(' | ')} | observed on the newest |`;
  return [head, head.replace(/[^|]+/g, ' --- '), ...lines].join('\n');
}
