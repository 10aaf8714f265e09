import { addHours } from 'date-fns/addHours';
import { addMilliseconds } from 'date-fns/addMilliseconds';
import { millisecondsInDay } from 'date-fns/constants';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { describe, expect, it } from 'vitest';
import { historyPruner } from '../../src/app/prune-history.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { EndpointId } from '../../src/domain/ids.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { SimulatedClock } from '../doubles/simulated-clock.ts';

const observations = async () => [];

/** A machine whose clock someone sets. */
function aMachine(observedDaysAgo: number) {
  const clock = new SimulatedClock();
  let setByMs = 0;
  const now = () => addMilliseconds(clock.now(), setByMs);
  const observedAt = subDays(clock.now(), observedDaysAgo);
  const asked: Date[] = [];
  const history = {
    prune: async (before: Date) => asked.push(before),
    observations: async (endpointId: EndpointId, since: Date, until: Date) =>
      observedAt >= since && observedAt <= until
        ? [{ endpointId, since: observedAt, at: observedAt, active: 1 }]
        : [],
  };
  const kept = { days: 30, endpoints: [anEndpoint()] };
  const pruner = historyPruner(history, kept, { now, elapsedMs: () => clock.elapsedMs() }, () => {});
  return {
    clock,
    start: clock.now(),
    setForward: (days: number) => {
      setByMs += days * millisecondsInDay;
    },
    /** @returns Before when everything was removed so far. */
    begin: async () => {
      pruner.begin();
      await clock.pass(0);
      return asked;
    },
  };
}

describe('the pruner of the history', () => {
  it('removes what is older than is kept, at the start and then once a day', async () => {
    const clock = new SimulatedClock();
    const asked: Date[] = [];
    const prune = async (before: Date) => asked.push(before);
    const pruner = historyPruner(
      { prune, observations },
      { days: 30, endpoints: [anEndpoint()] },
      clock,
      () => {},
    );
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
    const pruner = historyPruner(
      { prune, observations },
      { days: 30, endpoints: [anEndpoint()] },
      clock,
      ({ message }) => reported.push(message),
    );

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

  it('removes nothing for a day after someone set the clock forward', async () => {
    const { clock, start, setForward, begin } = aMachine(0);
    await begin();
    await clock.pass(hoursToMilliseconds(1));

    setForward(31);
    await begin();
    setForward(-31);
    await clock.pass(hoursToMilliseconds(24));

    expect(await begin()).toEqual([subDays(start, 30), addHours(subDays(start, 29), 1)]);
  });

  it('does not believe a clock that was set forward before it started', async () => {
    const { start, setForward, begin } = aMachine(0);

    setForward(31);

    expect(await begin()).toEqual([subDays(start, 29)]);
  });

  it('removes the rest a day after Bouncer was off for weeks', async () => {
    const { clock, start, begin } = aMachine(21);
    await begin();

    await clock.pass(hoursToMilliseconds(24));

    expect(await begin()).toEqual([subDays(start, 50), subDays(start, 29)]);
  });
});
