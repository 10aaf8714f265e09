import { expect, test } from 'vitest';
import { seenRequests } from '../../src/slack/seen-requests.ts';

const minute = 60_000;

function aMemory() {
  let now = 0;
  const { isFirst } = seenRequests(() => now);
  const wait = (ms: number) => {
    now += ms;
  };
  return { isFirst, wait };
}

test('a request is the first of its kind once', () => {
  const { isFirst } = aMemory();

  expect([{ id: 1 }, { id: 2 }, { id: 1 }].map(isFirst)).toEqual([true, true, false]);
});

test('it is remembered for longer than Slack signs it', () => {
  const { isFirst, wait } = aMemory();
  isFirst({ id: 1 });

  wait(9 * minute);
  expect(isFirst({ id: 1 })).toBe(false);
  wait(2 * minute);
  expect(isFirst({ id: 1 })).toBe(true);
});

test('a flood does not make it forget everything', () => {
  const { isFirst } = aMemory();
  for (let id = 0; id < 20_000; id += 1) isFirst({ id });

  expect(isFirst({ id: 19_000 })).toBe(false);
});
