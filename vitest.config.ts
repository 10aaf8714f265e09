import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// What the packages compile to is kept for the next worker: most of them load the same ones.
process.env.NODE_COMPILE_CACHE ??= `${import.meta.dirname}/node_modules/.cache/vitest`;

/**
 * The folders of each project; every other test belongs to `modules`. `npm test` runs `modules` and `e2e`; the other two
 * have a script of their own.
 */
const folders = {
  long: ['long'],
  nightly: ['nightly'],
  e2e: ['e2e', 'app', 'lambda', 'infra'],
} as const;

const filesIn = (names: readonly string[]) => names.map((name) => `test/${name}/**/*.test.ts`);

export default defineConfig({
  test: {
    // What takes this long hangs. No test relies on the speed of the machine: those that wait have a patience of their own
    // (test/e2e/support/eventually.ts).
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // One waits while the others work. With more, everything waits for a processor and asks again and again whether what it
    // waits for has come: on two cores, four workers need a quarter more CPU time for the same tests, and longer.
    maxWorkers: availableParallelism() + 1,
    // Loading everything anew costs more than most files do; what one of them stubs is restored.
    isolate: false,
    setupFiles: 'test/restore-stubs.ts',
    expect: { poll: { timeout: 120_000 } },
    // What fails twice has failed.
    retry: process.env.CI ? 1 : 0,
    projects: [
      ...Object.entries(folders).map(([name, names]) => ({
        extends: true as const,
        // These start the bot or its functions.
        test: { name, include: filesIn(names), globalSetup: 'test/bundles/bundle-once.ts' },
      })),
      {
        extends: true,
        test: {
          name: 'modules',
          include: ['test/**/*.test.ts'],
          exclude: filesIn(Object.values(folders).flat()),
        },
      },
    ],
  },
});
