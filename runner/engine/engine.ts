import { join } from 'node:path';
import { startVitest, type Vitest } from 'vitest/node';
import { root } from './root.ts';
import type { Session } from './session.ts';
import { type EngineListener, VerdictReporter } from './vitest-reporter.ts';

/** A run of scenarios on prepared kernels. */
export interface EngineOptions {
  sessions: readonly Session[];
  /** Spec files that hold at least one scenario selected for a kernel. */
  filesOf(kernel: string): readonly string[];
  /** Worker processes. */
  jobs: number;
  listener: EngineListener;
  /** Ends the run early; what was measured stays. */
  signal: AbortSignal;
}

/** Settings that every project of scenarios shares, also under plain `npx vitest`. */
export function scenarioSettings() {
  return {
    setupFiles: [join(root, 'runner/engine/worker.ts')],
    pool: 'forks' as const,
    // A worker keeps its guests from one spec file to the next.
    isolate: false,
    // Deadlines are the guest's business: they are in the plans.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    // Node reads our TypeScript by itself, and one instance of each module must serve all specs of a worker.
    server: { deps: { external: [/\/(runner|vm)\/.*\.ts$/] } },
  };
}

/** Runs the scenarios with vitest: one project for each kernel. */
export async function runScenarios({ sessions, filesOf, jobs, listener, signal }: EngineOptions): Promise<void> {
  if (signal.aborted || sessions.length === 0) return;
  const projects = sessions.map((session) => ({
    test: {
      ...scenarioSettings(),
      name: session.kernel.id,
      include: [...filesOf(session.kernel.id)],
      provide: { kconform: session },
    },
  }));
  // vitest leaves its verdict in the exit status of the process; ours comes from the results document.
  const { exitCode } = process;
  const listeners = terminating.map((name) => ({ name, ours: process.rawListeners(name) }));
  try {
    const vitest = await startVitest(
      [],
      {
        root,
        config: false,
        watch: false,
        passWithNoTests: true,
        maxWorkers: jobs,
        isolate: false,
        pool: 'forks',
        projects,
        reporters: [
          new VerdictReporter(listener, (vitest) => {
            dropOthers(listeners);
            signal.addEventListener('abort', () => cancel(vitest));
          }),
        ],
      },
      { logLevel: 'error', clearScreen: false },
    );
    await vitest.close();
  } finally {
    process.exitCode = exitCode;
  }
}

const terminating = ['SIGINT', 'SIGTERM'] as const;

/** vitest leaves the process a millisecond after a signal: the scenario in flight, and the results document, would be lost. */
function dropOthers(listeners: readonly { name: (typeof terminating)[number]; ours: readonly unknown[] }[]): void {
  for (const { name, ours } of listeners) {
    for (const other of process.rawListeners(name)) {
      if (!ours.includes(other)) process.removeListener(name, other as () => void);
    }
  }
}

function cancel(vitest: Vitest): void {
  void vitest.cancelCurrentRun('keyboard-input');
}
