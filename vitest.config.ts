import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most tests of the whole bot wait for it rather than keep a core busy.
    maxWorkers: 4,
    // A shared machine may stall for seconds; what fails twice has failed.
    expect: { poll: { timeout: 15_000 } },
    retry: process.env.CI ? 1 : 0,
  },
});
