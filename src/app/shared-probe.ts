/**
 * Lets everybody who asks share one answer: while a probe runs, and for a while after it was answered. However many
 * people ask however often, what is probed is asked by one of them.
 *
 * @param freshForMs How long an answer serves after it came; a failure serves nobody but those who waited for it.
 * @param nowMs Milliseconds of a clock that only goes forward.
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
