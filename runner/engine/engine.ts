import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVitest, type Vitest } from 'vitest/node';
import { codeRoot, isPackage, moduleExtension, modulePath } from '../../vm/installation.ts';
import { doorAliases } from '../scenario/spec-imports.ts';
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

/** Names that projects of scenarios resolve, also under plain `npx vitest`. */
export const scenarioImports = { alias: doorAliases };

/** Settings that every project of scenarios shares, also under plain `npx vitest`. */
export function scenarioSettings() {
  return {
    setupFiles: [modulePath('runner/engine/worker.ts')],
    pool: 'forks' as const,
    // A worker keeps its guests from one spec file to the next.
    isolate: false,
    // Deadlines are the guest's business: they are in the plans.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    // Node reads our modules by itself, and one instance of each must serve all specs of a worker. Specs are evaluated again for each kernel.
    server: { deps: { external: [ours], inline: [/\.spec\.[jt]s$/] } },
    // Those of the package lie below node_modules.
    exclude: [],
  };
}

/** Our modules; of the suites only when they are compiled, so that watch mode sees changes. */
const ours = new RegExp(`^${RegExp.escape(codeRoot)}/${isPackage ? '' : '(runner|vm)/'}.*\\${moduleExtension}$`);

/** Runs the scenarios with vitest: one project for each kernel. */
export async function runScenarios({ sessions, filesOf, jobs, listener, signal }: EngineOptions): Promise<void> {
  if (signal.aborted || sessions.length === 0) return;
  const projects = sessions.map((session) => ({
    resolve: scenarioImports,
    test: {
      ...scenarioSettings(),
      name: session.kernel.id,
      include: filesOf(session.kernel.id).map(literally),
      provide: { kconform: session },
    },
  }));
  // vitest leaves its verdict in the exit status of the process; ours comes from the results document.
  const { exitCode } = process;
  using _data = noUserData();
  const listeners = terminating.map((name) => ({ name, ours: process.rawListeners(name) }));
  try {
    const vitest = await startVitest(
      [],
      {
        root: codeRoot,
        // Specs are quickly read, and a package may not be writable.
        cache: false,
        fsModuleCache: false,
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

/** vitest keeps a secret for its web interface in the user's home, which need not be writable, and does not start without. It gets a folder that goes with the run. */
function noUserData(): Disposable {
  const before = process.env.XDG_DATA_HOME;
  const folder = mkdtempSync(join(tmpdir(), 'kconform-vitest-'));
  process.env.XDG_DATA_HOME = folder;
  return {
    [Symbol.dispose]() {
      if (before === undefined) delete process.env.XDG_DATA_HOME;
      else process.env.XDG_DATA_HOME = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A path as a glob that matches nothing else: folders of users may have brackets in their names. */
function literally(path: string): string {
  return path.replace(/[\\()[\]{}!*?@+|]/g, '\\$&');
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
