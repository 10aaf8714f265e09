import { expect, test } from 'vitest';
import { invocations } from '../../src/lambda/invocations.ts';

/** Bots that do nothing, numbered in the order in which they were put together. */
function aScene() {
  const begun: AbortSignal[] = [];
  const closed: number[] = [];
  const { live } = invocations(async (phase) => {
    const number = begun.push(phase);
    return {
      hand: async () => {},
      recordRefused: async () => {},
      resume: async () => number,
      nextDue: async () => undefined,
      close: () => void closed.push(number),
    };
  });
  const liveOnce = (isDone: boolean) =>
    live(async ({ resume }) => ({ answer: await resume(new AbortController().signal), isDone }));
  return { liveOnce, live, begun, closed };
}

test('an instance that finished its work is reused by the next call', async () => {
  const { liveOnce, closed } = aScene();

  expect([await liveOnce(true), await liveOnce(true)]).toEqual([1, 1]);
  expect(closed).toEqual([]);
});

test('an instance that left work unfinished is discarded, and the next call gets a new one', async () => {
  const { liveOnce, begun, closed } = aScene();

  expect([await liveOnce(false), await liveOnce(true)]).toEqual([1, 2]);
  expect(begun.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(closed).toEqual([1]);
});

test('an instance that failed is discarded as well', async () => {
  const { live, liveOnce, closed } = aScene();
  await expect(live(() => Promise.reject(new Error('no store')))).rejects.toThrow('no store');

  expect(await liveOnce(true)).toBe(2);
  expect(closed).toEqual([1]);
});
