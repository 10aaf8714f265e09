import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One for each core of CI's machines: what tests the whole bot must not be stalled past its leases by the others.
    maxWorkers: 3,
    // A shared machine may stall for seconds; what fails twice has failed.
    expect: { poll: { timeout: 15_000 } },
    retry: process.env.CI ? 1 : 0,
  },
});
