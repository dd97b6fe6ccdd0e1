import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import type { Verdict } from '../results/schema.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What a worker found out about one scenario. */
    verdict?: Verdict;
    /** Milliseconds of each restore of a guest that it took. */
    restores?: number[];
    /** Set instead, when it could not find out anything. */
    infrastructure?: { message: string; hint?: string; console?: string };
  }
}

/** Told of what happens in vitest's workers, in the kernel's terms. */
export interface EngineListener {
  started(kernel: string, scenario: string): void;
  verdict(verdict: Verdict): void;
  /** A guest was continued from its snapshot, in so many milliseconds. */
  restored(kernel: string, ms: number): void;
  infrastructure(kernel: string, failure: { message: string; hint?: string; console?: string }): void;
}

/** Carries verdicts from vitest to us. vitest's own reporters know nothing of kernels. */
export class VerdictReporter implements Reporter {
  #listener: EngineListener;
  #started: (vitest: Vitest) => void;

  /**
   * @param listener told of verdicts
   * @param started given vitest itself, as soon as it is there: only it can cancel
   */
  constructor(listener: EngineListener, started: (vitest: Vitest) => void) {
    this.#listener = listener;
    this.#started = started;
  }

  onInit(vitest: Vitest): void {
    this.#started(vitest);
  }

  onTestCaseReady(test: TestCase): void {
    this.#listener.started(test.project.name, test.name);
  }

  onTestCaseResult(test: TestCase): void {
    const { verdict, infrastructure, restores = [] } = test.meta();
    for (const ms of restores) this.#listener.restored(test.project.name, ms);
    if (verdict) this.#listener.verdict(verdict);
    else if (infrastructure) this.#listener.infrastructure(test.project.name, infrastructure);
    else if (test.result().state !== 'skipped') this.#bug(test.project.name, test.fullName, test.result().errors ?? []);
  }

  onTestModuleEnd(module: TestModule): void {
    const errors = module.errors();
    if (errors.length > 0) this.#bug(module.project.name, module.moduleId, errors);
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly { message: string; stack?: string }[]): void {
    for (const error of errors) this.#bug('', 'a worker', [error]);
  }

  #bug(kernel: string, where: string, errors: readonly { message: string; stack?: string }[]): void {
    const message = errors.map(({ message, stack }) => stack ?? message).join('\n') || 'ended without a result';
    this.#listener.infrastructure(kernel, {
      message: `${where}: ${message}`,
      hint: 'this looks like a bug in kconform',
    });
  }
}
