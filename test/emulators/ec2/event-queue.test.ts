import { expect, it } from 'vitest';
import { EventQueue } from '../../../emulators/ec2/model/event-queue.ts';

it('runs callbacks in order of time, then in order of adding, and none before it is due', () => {
  const queue = new EventQueue();
  const happened: string[] = [];
  for (const [name, at] of [
    ['c', 30],
    ['a', 10],
    ['d', 30],
    ['e', 41],
    ['b', 20],
  ] as const) {
    queue.add(at, (time) => happened.push(`${name}${time}`));
  }

  queue.runUntil(40);

  expect(happened).toEqual(['a10', 'b20', 'c30', 'd30']);
});

it('runs callbacks that are added meanwhile, each at its own time', () => {
  const queue = new EventQueue();
  const happened: number[] = [];
  const repeat = (at: number): void => {
    happened.push(at);
    queue.add(at + 10, repeat);
  };
  queue.add(5, repeat);

  queue.runUntil(30);

  expect(happened).toEqual([5, 15, 25]);
});

it('keeps both orders among thousands', () => {
  const queue = new EventQueue();
  const happened: { readonly at: number; readonly added: number }[] = [];
  for (let added = 0; added < 5000; added++) {
    queue.add((added * 7919) % 53, (at) => happened.push({ at, added }));
  }

  queue.runUntil(53);

  expect(happened).toHaveLength(5000);
  expect(happened).toEqual(happened.toSorted((one, other) => one.at - other.at || one.added - other.added));
});
