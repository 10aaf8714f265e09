import { expect, it } from 'vitest';
import { Agenda } from '../../../emulators/ec2/model/agenda.ts';

it('lets things happen in order of time, equal times in order of adding, and not before they are due', () => {
  const jobQueue = new Agenda();
  const happened: string[] = [];
  for (const [name, at] of [
    ['c', 30],
    ['a', 10],
    ['d', 30],
    ['e', 41],
    ['b', 20],
  ] as const) {
    jobQueue.add(at, (time) => happened.push(`${name}${time}`));
  }

  jobQueue.runUntil(40);

  expect(happened).toEqual(['a10', 'b20', 'c30', 'd30']);
});

it('includes what is added meanwhile, at its own time', () => {
  const jobQueue = new Agenda();
  const happened: number[] = [];
  const repeat = (at: number): void => {
    happened.push(at);
    jobQueue.add(at + 10, repeat);
  };
  jobQueue.add(5, repeat);

  jobQueue.runUntil(30);

  expect(happened).toEqual([5, 15, 25]);
});

it('keeps both orders among thousands', () => {
  const jobQueue = new Agenda();
  const happened: { readonly at: number; readonly added: number }[] = [];
  for (let added = 0; added < 5000; added++) {
    jobQueue.add((added * 7919) % 53, (at) => happened.push({ at, added }));
  }

  jobQueue.runUntil(53);

  expect(happened).toHaveLength(5000);
  expect(happened).toEqual(happened.toSorted((one, other) => one.at - other.at || one.added - other.added));
});
