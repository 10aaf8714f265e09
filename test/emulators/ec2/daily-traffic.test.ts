import { expect, it } from 'vitest';
import type { Connection } from '../../../emulators/ec2/control/control-protocol.ts';
import { ec2ForTest, lab, minutes, prodEu, stoppedClock } from './ec2-for-test.ts';

it('changes no connections unless daily traffic is enabled', async () => {
  const clock = stoppedClock();
  const ec2 = await ec2ForTest({ now: clock.now, connections: 20, ended: 0 });
  const before = ec2.fleet().connections.map(identity);

  clock.pass(24 * 60 * minutes);

  expect(ec2.fleet().connections.map(identity)).toEqual(before);
});

it('people connect and disconnect, and about as many stay connected', async () => {
  const clock = stoppedClock();
  const ec2 = await ec2ForTest({ now: clock.now, connections: 100, isAlive: true });
  const before = new Set(ec2.fleet().connections.map(({ id }) => id));

  for (let step = 0; step < 120; step++) {
    clock.pass(1 * minutes);
    ec2.fleet();
  }

  const { connections, endpoints } = ec2.fleet();
  const live = endpoints.map((endpoint) => endpoint.live);
  expect(connections.some(({ id, status }) => status === 'active' && !before.has(id))).toBe(true);
  expect(connections.some(({ id, status }) => status === 'terminated' && before.has(id))).toBe(true);
  expect(Math.min(...live)).toBeGreaterThan(70);
  expect(Math.max(...live)).toBeLessThan(130);
});

it('the same seed gives the same traffic, and another seed gives different traffic', async () => {
  const lifeOf = async (seed: number): Promise<readonly string[]> => {
    const clock = stoppedClock();
    const ec2 = await ec2ForTest({ now: clock.now, connections: 30, ended: 5, isAlive: true, seed });
    clock.pass(30 * minutes);
    return ec2.fleet().connections.map(identity);
  };

  expect(await lifeOf(7)).toEqual(await lifeOf(7));
  expect(await lifeOf(8)).not.toEqual(await lifeOf(7));
});

it('seeds as many live and ended connections as asked for, ended ones within the hour', async () => {
  const clock = stoppedClock();
  const ec2 = await ec2ForTest({ now: clock.now, connections: 50, ended: 8 });

  const { connections, endpoints } = ec2.fleet();

  expect(endpoints.map(({ live }) => live)).toEqual([50, 50]);
  const ended = connections.filter(({ status }) => status === 'terminated');
  expect(ended).toHaveLength(16);
  for (const { endedAt, establishedAt } of ended) {
    expect(Date.parse(endedAt ?? '')).toBeGreaterThan(clock.now() - 60 * minutes);
    expect(Date.parse(endedAt ?? '')).toBeGreaterThan(Date.parse(establishedAt));
  }
});

it('connects each regular as often as they are named, and keeps them connected', async () => {
  const clock = stoppedClock();
  const ec2 = await ec2ForTest({
    now: clock.now,
    connections: 10,
    regulars: ['bob@example.com', 'anna@example.com', 'bob@example.com'],
    isAlive: true,
  });

  expect(ec2.fleet().endpoints.map(({ live }) => live)).toEqual([10, 10]);
  clock.pass(600 * minutes);
  const names = namesOf(ec2.fleet().connections, prodEu);
  expect(names.filter((name) => name === 'bob@example.com')).toHaveLength(2);
  expect(names).toContain('anna@example.com');
  expect(namesOf(ec2.fleet().connections, lab)).toContain('bob-laptop.example.com');
});

it('knows certificates that several people share, and gives no address twice', async () => {
  const ec2 = await ec2ForTest({ connections: 100 });

  const { connections } = ec2.fleet();

  const kiosks = namesOf(connections, lab).filter((name) => name === 'kiosk.example.com');
  expect(kiosks.length).toBeGreaterThan(1);
  expect(new Set(connections.map(({ clientIp }) => clientIp)).size).toBe(connections.length);
});

function namesOf(connections: readonly Connection[], endpointId: string): readonly string[] {
  return connections
    .filter((connection) => connection.endpointId === endpointId && connection.status === 'active')
    .map(({ commonName }) => commonName);
}

function identity({ id, commonName, status, establishedAt, endedAt }: Connection): string {
  return [id, commonName, status, establishedAt, endedAt].join(' ');
}
