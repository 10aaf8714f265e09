import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { describe, expect, it } from 'vitest';
import { historyPruner } from '../../src/app/prune-history.ts';
import { Failure } from '../../src/domain/failure.ts';
import { SimulatedClock } from '../doubles/simulated-clock.ts';

describe('the pruner of the history', () => {
  it('removes what is older than is kept, at the start and then once a day', async () => {
    const clock = new SimulatedClock();
    const asked: Date[] = [];
    const prune = async (before: Date) => asked.push(before);
    const pruner = historyPruner({ prune }, 30, clock, () => {});
    const start = clock.now();

    for (let hour = 0; hour < 47; hour += 1) {
      pruner.begin();
      await clock.pass(hoursToMilliseconds(1));
    }

    expect(asked).toEqual([subDays(start, 30), subDays(start, 29)]);
  });

  it('reports a failure, keeps quiet once it is stopped, and tries again the next day', async () => {
    const clock = new SimulatedClock();
    const reported: string[] = [];
    const prune = () => Promise.reject(new Failure('history_unavailable', 'the disk is full'));
    const pruner = historyPruner({ prune }, 30, clock, ({ message }) => reported.push(message));

    pruner.begin();
    await clock.pass(hoursToMilliseconds(24));
    pruner.begin();
    await clock.pass(1);
    expect(reported).toEqual(['the disk is full', 'the disk is full']);

    await clock.pass(hoursToMilliseconds(24));
    pruner.begin();
    pruner.stop();
    await clock.pass(1);
    expect(reported).toHaveLength(2);
  });
});
