import { expect, test } from 'vitest';
import { usernamesOf, watchAfter, watchTurn } from '../../src/core/watch.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { connectionId } from '../builders/ids.ts';

const seen = (connection = aConnection()) => ({ connection, endpoint: anEndpoint(), mayEnd: true });

test('EC2 can be asked for people whose every connection has a user name', () => {
  const people = [
    aConnection({ username: 'Bob@example.com' }),
    aConnection({ username: 'bob@example.com' }),
    aConnection({ username: 'anna@example.com' }),
  ];

  expect(usernamesOf(people)).toEqual(['Bob@example.com', 'anna@example.com']);
  expect(usernamesOf([...people, aConnection({ username: undefined, commonName: 'kiosk' })])).toBeUndefined();
});

test('connections without a name are watched for by nobody', () => {
  const nameless = aConnection({ username: undefined, commonName: undefined });

  expect(watchAfter([seen(nameless)], [], undefined)).toBeUndefined();
});

test('a spared connection that was there before the kick is told by its beginning, and not kept', () => {
  const early = aConnection({ id: connectionId('cvpn-connection-ear1y') });
  const unknown = aConnection({ id: connectionId('cvpn-connection-0'), establishedAt: undefined });

  expect(watchAfter([seen()], [seen(early), seen(unknown)], undefined)?.spared).toEqual([unknown.id]);
});

test('a connection that EC2’s last sample already listed is not a reconnect', () => {
  const early = aConnection({ sampledAt: new Date('2026-11-02T08:59:00Z') });
  const late = aConnection({ sampledAt: new Date('2026-11-02T09:00:00Z') });

  expect(watchAfter([seen(late), seen(early)], [], undefined)?.since).toEqual(late.sampledAt);
});

test('Kick again means the name where the name was meant, and else the one connection', () => {
  const target = { kind: 'names', names: ['bob', 'bob-laptop'] } as const;
  const whole = { target, elsewhere: [lab] };

  expect(watchAfter([seen()], [], whole)).toMatchObject({
    elsewhere: [lab],
    targets: ['bob', 'bob-laptop'],
    again: 'name',
  });
  expect(watchAfter([seen()], [], undefined)).toMatchObject({
    elsewhere: [],
    targets: [],
    again: 'connection',
  });
});

test('looks come at growing distances, the last after five minutes', () => {
  const looks: number[] = [];
  for (let turn = watchTurn(5_000); turn !== undefined; ) {
    looks.push(turn.fromMs / 1000);
    turn = turn.nextMs === undefined ? undefined : watchTurn(turn.nextMs);
  }

  expect(looks).toEqual([5, 15, 35, 75, 135, 195, 255, 300]);
  expect(watchTurn(4_999)).toBeUndefined();
});

test('a look that comes late is the latest one that was due', () => {
  expect(watchTurn(100_000)).toEqual({ fromMs: 75_000, nextMs: 135_000 });
  expect(watchTurn(3_600_000)).toEqual({ fromMs: 300_000, nextMs: undefined });
});
