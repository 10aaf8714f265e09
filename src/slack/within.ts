import pTimeout from 'p-timeout';

/**
 * Waits for the work, but no longer than this. It rejects only if the work fails within that time.
 *
 * @returns Undefined if the time is up.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  // The library refuses a limit of zero.
  return pTimeout(work, { milliseconds: Math.max(1, ms), fallback: () => undefined });
}
