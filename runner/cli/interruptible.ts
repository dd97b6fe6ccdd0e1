import { EXIT } from '../results/summary.ts';

/** Work that Ctrl-C or SIGTERM ends in order. Dispose of it when the work is over. */
export interface Interruptible extends Disposable {
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Listen for signals.
 *
 * @param options `onInterrupt` is called for the first signal; with `secondEnds` the second one ends the process at once, otherwise it is ignored
 */
export function interruptible({
  onInterrupt,
  secondEnds = false,
}: {
  onInterrupt?: () => void;
  secondEnds?: boolean;
} = {}): Interruptible {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) {
      if (secondEnds) process.exit(EXIT.interrupted);
      return;
    }
    controller.abort();
    onInterrupt?.();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
