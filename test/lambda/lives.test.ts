import { expect, test } from 'vitest';
import { lives } from '../../src/lambda/lives.ts';

/** Bots that do nothing, numbered in the order in which they were put together. */
function aScene() {
  const begun: AbortSignal[] = [];
  const closed: number[] = [];
  const { live } = lives(async (life) => {
    const number = begun.push(life);
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

test('a bot that left nothing under way is there for the next call', async () => {
  const { liveOnce, closed } = aScene();

  expect([await liveOnce(true), await liveOnce(true)]).toEqual([1, 1]);
  expect(closed).toEqual([]);
});

test('one that left something under way is ended, and the next call has another', async () => {
  const { liveOnce, begun, closed } = aScene();

  expect([await liveOnce(false), await liveOnce(true)]).toEqual([1, 2]);
  expect(begun.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(closed).toEqual([1]);
});

test('one that failed is ended as well', async () => {
  const { live, liveOnce, closed } = aScene();
  await expect(live(() => Promise.reject(new Error('no store')))).rejects.toThrow('no store');

  expect(await liveOnce(true)).toBe(2);
  expect(closed).toEqual([1]);
});
