import { defineConfig } from 'vitest/config';

// What the packages compile to is kept for the next worker: most of them load the same ones.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/node_modules/.cache/vitest`;

/** What starts the bot or its functions. What takes longest comes first: projects run in the order of their names. */
const projects = {
  chaos: ['chaos', 'fuzz'],
  e2e: ['e2e', 'app', 'lambda', 'infra'],
} as const;
const apart = Object.values(projects).flat();

export default defineConfig({
  test: {
    // What takes this long hangs. No test relies on the speed of the machine: those that wait have a patience of their own
    // (test/e2e/support/eventually.ts).
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // They wait more than they work; with more beside each other, bots would be stalled past their leases.
    maxWorkers: 4,
    // Loading everything anew costs more than most files do; what one of them stubs is restored.
    isolate: false,
    setupFiles: 'test/restore-stubs.ts',
    // A shared machine may stall for seconds; what fails twice has failed.
    expect: { poll: { timeout: 120_000 } },
    retry: process.env.CI ? 1 : 0,
    projects: [
      ...Object.entries(projects).map(([name, folders]) => ({
        extends: true as const,
        test: {
          name,
          include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
          globalSetup: 'test/bundles/bundle-once.ts',
        },
      })),
      {
        extends: true,
        test: {
          name: 'modules',
          include: ['test/**/*.test.ts'],
          exclude: apart.map((folder) => `test/${folder}/**`),
        },
      },
    ],
  },
});
