import { expect, test } from 'vitest';
import { watchAfter, watchedNames, watchTurn } from '../../src/core/watch.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { connectionId } from '../builders/ids.ts';

const seen = (connection = aConnection()) => ({ connection, endpoint: anEndpoint(), mayEnd: true });

test('every name is watched once, by the name that its sessions go by', () => {
  const names = watchedNames([
    aConnection({ username: 'Bob@example.com' }),
    aConnection({ username: 'bob@example.com' }),
    aConnection({ username: undefined, commonName: 'kiosk' }),
    aConnection({ username: undefined, commonName: undefined }),
  ]);

  expect(names).toEqual([
    { kind: 'username', text: 'bob@example.com' },
    { kind: 'common_name', text: 'kiosk' },
  ]);
});

test('more than ten names are not watched', () => {
  const people = (count: number) =>
    someConnections(count).map((connection, index) => ({ ...connection, username: `user${index}` }));

  expect(watchedNames(people(10))).toHaveLength(10);
  expect(watchedNames(people(11))).toEqual([]);
});

test('what EC2’s last sample already knew of is no return', () => {
  const early = aConnection({ sampledAt: new Date('2026-11-02T08:59:00Z') });
  const late = aConnection({ sampledAt: new Date('2026-11-02T09:00:00Z') });

  expect(watchAfter([seen(late), seen(early)], [], [])?.since).toEqual(late.sampledAt);
});

test('Kick again means the name where the name was meant, and else the one connection', () => {
  const spared = aConnection({ id: connectionId('cvpn-connection-5pared') });

  expect(watchAfter([seen()], [], [lab])).toMatchObject({ elsewhere: [lab], again: 'name' });
  expect(watchAfter([seen()], [seen(spared)], undefined)).toMatchObject({
    elsewhere: [],
    spared: [spared.id],
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
