import { expect, it } from 'vitest';
import { Fleet } from '../../../emulators/ec2/model/fleet.ts';
import { createRandom } from '../../../emulators/ec2/model/random.ts';
import type { VpnConnection } from '../../../emulators/ec2/model/vpn-connection.ts';
import { prodEu, seconds, stoppedClock, type TestClock } from './ec2-for-test.ts';

it('keeps the end of a client that left while it was being terminated', () => {
  const clock = stoppedClock();
  const fleet = openFleet(clock);
  const connection = connect(fleet);
  fleet.terminate(connection);
  clock.pass(1 * seconds);
  fleet.leave(connection);
  const leftAt = clock.now();

  clock.pass(10 * seconds);
  fleet.advance();

  expect(connection.state).toEqual({ code: 'terminated', endedAt: leftAt });
});

it('notifies listeners of each change once, until they stop listening', () => {
  const clock = stoppedClock();
  const fleet = openFleet(clock);
  const notified: string[] = [];
  const stop = fleet.listen((event) => {
    if (event.kind !== 'denied') notified.push(`${event.kind} ${event.connection.state.code}`);
  });

  const connection = connect(fleet);
  fleet.terminate(connection);
  fleet.terminate(connection);
  clock.pass(3 * seconds);
  fleet.advance();
  stop();
  connect(fleet);

  expect(notified).toEqual(['changed active', 'changed terminating', 'changed terminated']);
});

it('counts connections as live until they have ended', () => {
  const clock = stoppedClock();
  const fleet = openFleet(clock);
  const connection = connect(fleet);
  connect(fleet);

  fleet.terminate(connection);
  expect(fleet.connectionTable(prodEu)?.live).toBe(2);
  clock.pass(3 * seconds);
  fleet.advance();

  expect(fleet.connectionTable(prodEu)?.live).toBe(1);
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

function connect(fleet: Fleet): VpnConnection {
  const connected = fleet.connect({ endpointId: prodEu, username: 'bob@example.com' });
  if (!connected.ok) throw new Error(connected.reason);
  return connected.connection;
}
