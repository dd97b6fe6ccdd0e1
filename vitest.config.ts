import { defineConfig } from 'vitest/config';
import { scenarioImports, scenarioSettings } from './runner/engine/engine.ts';

/** Kernels for `npx vitest` on specs, separated by spaces. */
const kernels = (process.env.KCONFORM_KERNELS ?? 'debian:7.3').split(/\s+/).filter(Boolean);

export default defineConfig({
  test: {
    // The machines of the project have two processors.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{runner,vm,fixtures,tools,suites,bench}/**/*.test.ts'],
          testTimeout: 60_000,
          // Imports JSON as only bundlers do.
          server: { deps: { inline: ['@actions/workflow-parser'] } },
        },
      },
      ...kernels.map((name) => ({
        resolve: scenarioImports,
        test: {
          ...scenarioSettings(),
          name,
          include: ['suites/**/*.spec.ts'],
          globalSetup: ['runner/engine/global-setup.ts'],
        },
      })),
    ],
  },
});
