import { expect, it } from 'vitest';
import { Fleet } from '../../../emulators/ec2/model/fleet.ts';
import { createRandom } from '../../../emulators/ec2/model/random.ts';
import type { Session } from '../../../emulators/ec2/model/session.ts';
import { prodEu, seconds, stoppedClock, type TestClock } from './ec2-for-test.ts';

it('keeps the end of a client that left while it was being terminated', () => {
  const clock = stoppedClock();
  const fleet = openFleet(clock);
  const session = connect(fleet);
  fleet.terminate(session);
  clock.pass(1 * seconds);
  fleet.leave(session);
  const leftAt = clock.now();

  clock.pass(10 * seconds);
  fleet.advance();

  expect(session.state).toEqual({ code: 'terminated', endedAt: leftAt });
});

it('tells listeners of each change once, until they stop listening', () => {
  const clock = stoppedClock();
  const fleet = openFleet(clock);
  const told: string[] = [];
  const stop = fleet.listen((event) => {
    if (event.kind !== 'turned_away') told.push(`${event.kind} ${event.session.state.code}`);
  });

  const session = connect(fleet);
  fleet.terminate(session);
  fleet.terminate(session);
  clock.pass(3 * seconds);
  fleet.advance();
  stop();
  connect(fleet);

  expect(told).toEqual(['changed active', 'changed terminating', 'changed terminated']);
});

it('counts as live whoever has not ended', () => {
  const clock = stoppedClock();
  const fleet = openFleet(clock);
  const session = connect(fleet);
  connect(fleet);

  fleet.terminate(session);
  expect(fleet.roster(prodEu)?.live).toBe(2);
  clock.pass(3 * seconds);
  fleet.advance();

  expect(fleet.roster(prodEu)?.live).toBe(1);
});

function openFleet(clock: TestClock): Fleet {
  return new Fleet({
    endpoints: [{ id: prodEu, name: 'prod-eu', region: 'eu-west-1', authentication: 'directory' }],
    random: createRandom(1),
    now: clock.now,
    terminationMs: 3 * seconds,
    terminationFails: () => false,
    heavyUsers: [],
  });
}

function connect(fleet: Fleet): Session {
  const connected = fleet.connect({ endpointId: prodEu, username: 'bob@example.com' });
  if (!connected.ok) throw new Error(connected.reason);
  return connected.session;
}
