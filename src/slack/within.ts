import pTimeout from 'p-timeout';

/**
 * Waits for the work, but no longer than this. It rejects only if the work fails within that time.
 *
 * @returns Undefined if the time is up.
 */
export function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  return pTimeout(work, { milliseconds, fallback: () => undefined });
}
