/**
 * Shares one result among all callers: while a probe runs, and for `freshForMs` after it has finished. Only one probe
 * runs at a time, however many callers there are.
 *
 * @param freshForMs How long a result is reused. A failure is shared only with the callers who were waiting for it.
 * @param nowMs Milliseconds of a monotonic clock.
 */
export function sharedProbe<Answer>(
  probe: () => Promise<Answer>,
  freshForMs: number,
  nowMs: () => number,
): () => Promise<Answer> {
  let latest: Promise<Answer> | undefined;
  let staleAtMs = Number.POSITIVE_INFINITY;

  return () => {
    if (latest !== undefined && nowMs() < staleAtMs) return latest;

    staleAtMs = Number.POSITIVE_INFINITY;
    latest = probe().then(
      (answer) => {
        staleAtMs = nowMs() + freshForMs;
        return answer;
      },
      (error: unknown) => {
        latest = undefined;
        throw error;
      },
    );
    return latest;
  };
}
