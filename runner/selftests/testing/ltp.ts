import type { GuestReply } from '../../../vm/guest/reply.ts';
import { ltp } from '../ltp.ts';
import { type Judged, judgeProgram } from '../verdicts.ts';

const name = {
  ...{ directory: 'ltp', program: 'landlock04', source: 'LTP 20260930 in /opt/ltp', format: ltp },
  ...{ file: 'testcases/bin/landlock04', options: ['--ltp', '/opt/ltp'] },
};

/** What is said of a test that printed this and exited with a status. */
export function ended(console: string, code = 0, signal = 0): Judged[] {
  return judgeProgram(name, {
    reply: { kind: 'observation', text: '', console, ms: 1 },
    observation: {
      steps: [{ id: 0, result: { kind: 'ret', value: BigInt((code << 8) | signal) }, outputs: [] }],
      end: { kind: 'ok' },
    },
    deadline: 600_000,
  });
}

/** Of one that printed this when its guest was lost. */
export function lost(kind: 'died' | 'hung', console: string): Judged[] {
  const answer = { console, ms: 1 };
  const reply: GuestReply =
    kind === 'died' ? { kind, how: 'QEMU ended with status 0', ...answer } : { kind, ...answer };
  return judgeProgram(name, { reply, observation: undefined, deadline: 600_000 });
}

/** Name, verdict and reason of each. */
export const brief = (judged: Judged[]) =>
  judged.map(({ verdict: { scenario, verdict, reason } }) =>
    [scenario.replace('selftests/ltp/landlock04/', ''), verdict, reason].filter(Boolean).join(' | '),
  );
/** The same of the program as a whole. */
export const whole = (console: string, code = 0, signal = 0) => brief(ended(console, code, signal)).at(-1);

/** What is printed on one file system. */
export const on = (fileSystem: string, ...lines: string[]) =>
  [`tst_test.c:1888: TINFO: === Testing on ${fileSystem} ===`, ...lines, ''].join('\n');
/** The end of what is printed. */
export const summary = '\nSummary:\npassed   1\nfailed   0\nbroken   0\nskipped  0\nwarnings 0\n';
