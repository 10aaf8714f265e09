/** Medians want at least five. */
export const rounds = 5;

/** Milliseconds that something takes. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

/** Does something again and again. @returns What it gave each time. */
export async function repeated<T>(times: number, run: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round += 1) results.push(await run(round));
  return results;
}

/**
 * How many times as long one thing takes as another, measured in turns, so that whatever else the machine does in the
 * meantime hits both. The first turn of each is not counted: code warms up.
 */
export async function ratios(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  times = rounds,
): Promise<readonly number[]> {
  await one();
  await other();
  return repeated(times, async () => {
    const otherMs = await timed(other);
    return (await timed(one)) / otherMs;
  });
}
