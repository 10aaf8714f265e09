import { afterAll, vi } from 'vitest';

// Test files share their worker: what one of them stubbed must not reach the next.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
