import type { OnVmEvent } from '../../vm/events.ts';
import type { KernelEvent } from '../../vm/kernels/index.ts';
import type { OnEvent } from '../report/events.ts';
import type { BootName } from '../scenario/boots.ts';

/** What the layers below tell about one kernel, as stages of the run. */
export interface Stages {
  onKernelEvent(event: KernelEvent): void;
  /** Those of one way of booting it, which is told when it is not the default one. */
  onVmEventOf(boot: BootName): OnVmEvent;
}

/** Turns what the layers below tell about one kernel into stages of the run. */
export function stagesOf(kernel: string, onEvent: OnEvent): Stages {
  let fetching: number | undefined;
  const line = (text: string) => {
    if (fetching === undefined) onEvent({ kind: 'download', phase: 'start', kernel });
    fetching ??= performance.now();
    onEvent({ kind: 'download', phase: 'line', kernel, text });
  };
  return {
    onKernelEvent(event) {
      if (event.kind === 'note') onEvent({ kind: 'note', phase: 'line', kernel, text: event.text });
      else if (event.kind === 'index') line('reading the lists of the mirror');
      else if (event.kind === 'wait') line('waiting for another run');
      else if (event.kind === 'download') line(`${event.package}: ${percent(event.bytes, event.total)}`);
      else if (event.kind === 'extract') line(`unpacking ${event.package}`);
      else if (fetching !== undefined) {
        onEvent({ kind: 'download', phase: 'end', kernel, ms: performance.now() - fetching, text: event.version });
      }
    },
    onVmEventOf: (boot) => (event) => {
      const way = boot === 'default' ? {} : { text: boot };
      if (event.kind === 'note') onEvent({ kind: 'note', phase: 'line', kernel, text: event.text });
      else if (event.phase === 'start') onEvent({ kind: event.kind, phase: 'start', kernel });
      else onEvent({ kind: event.kind, phase: 'end', kernel, ms: event.ms ?? 0, ...way });
    },
  };
}

function percent(bytes: number, total: number): string {
  return total > 0
    ? `${Math.floor((100 * bytes) / total)} % of ${(total / 1e6).toFixed(0)} MB`
    : `${(bytes / 1e6).toFixed(0)} MB`;
}
