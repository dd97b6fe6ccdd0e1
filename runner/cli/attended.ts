/** What commands that run for a while have in common: progress on standard error, and an end that whoever waits can ask for. */
import type { OnEvent } from '../report/events.ts';
import { startProgress } from '../report/progress.ts';
import { styleFor } from '../report/style.ts';
import { interruptible } from './interruptible.ts';

/** A run that somebody attends to. Dispose of it when it is over. */
export interface Attended extends Disposable {
  onEvent: OnEvent;
  /** Shows nothing more: something else is about to be printed. */
  stop(): void;
  /** Aborted by the first Ctrl-C or SIGTERM; the second one ends the process. */
  signal: AbortSignal;
}

/** Show progress and listen for signals. */
export function attend(verbose: boolean): Attended {
  const { stderr } = process;
  const progress = startProgress({
    write: (text) => void stderr.write(text),
    columns: () => (stderr.isTTY ? stderr.columns : undefined),
    style: styleFor(stderr),
    verbose,
  });
  const text = 'interrupted: saving what was measured (once more to leave at once)';
  const interrupt = interruptible({
    onInterrupt: () => progress.onEvent({ kind: 'note', phase: 'line', text }),
    secondEnds: true,
  });
  return {
    onEvent: progress.onEvent,
    stop: progress.stop,
    signal: interrupt.signal,
    [Symbol.dispose]() {
      progress.stop();
      interrupt[Symbol.dispose]();
    },
  };
}
