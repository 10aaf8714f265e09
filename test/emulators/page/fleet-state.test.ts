import { expect, test } from 'vitest';
import type { Connection, ControlEvent } from '../../../emulators/ec2/control/control-protocol.ts';
import { noFleet, rateOf, reduceControlEvent, withFleet } from '../../../emulators/page/vpn/fleet-state.ts';
import { shownConnections } from '../../../emulators/page/vpn/shown-connections.ts';

const endpoint = {
  id: 'cvpn-endpoint-1',
  name: 'lab',
  region: 'us-east-1',
  authentication: 'certificate',
  live: 2,
} as const;
const everything = { endpointId: null, text: '', isEnded: false };

test('the latest connection comes first', () => {
  expect(shownIds([])).toEqual(['new', 'old']);
});

test('one that is being terminated moves to the top, and stays there when it has ended', () => {
  const ending = connection('old', { status: 'terminating' });
  const ended = { ...ending, status: 'terminated', endedAt: at(61) } as const;

  expect(shownIds([ending])).toEqual(['old', 'new']);
  expect(shownIds([ending, ended])).toEqual(['old', 'new']);
});

test('one that left by itself stays in its place for a moment', () => {
  expect(shownIds([connection('old', { status: 'terminated', endedAt: at(60) })])).toEqual(['new', 'old']);
});

test('one that had ended before the page looked is shown only among the ended', () => {
  const state = withFleet(
    noFleet,
    fleet(60, [connection('gone', { status: 'terminated', endedAt: at(58) })]),
  );

  expect(shownConnections(state, everything)).toEqual([]);
  expect(shownConnections(state, { ...everything, isEnded: true })).toHaveLength(1);
});

test('a client that reconnects after a termination is marked as such', () => {
  const ending = connection('old', { status: 'terminating' });
  const ended = { ...ending, status: 'terminated', endedAt: at(61) } as const;
  const back = connection('back', { commonName: 'old', establishedAt: at(69) });
  const state = stateAfter([ending, ended, back]);

  expect(state.watched.get('back')?.returnedAfterMs).toBe(8_000);
});

test('a client that a poll shows before its event is marked as well, also when the poll shows the end first', () => {
  const ending = connection('old', { status: 'terminating' });
  const ended = { ...ending, status: 'terminated', endedAt: at(61) } as const;
  const back = connection('back', { commonName: 'old', establishedAt: at(69) });

  const polled = withFleet(stateAfter([ending]), fleet(70, [ended, back]));
  const told = reduceControlEvent(polled, { kind: 'connection', connection: back });

  expect(told.watched.get('back')?.returnedAfterMs).toBe(8_000);
});

test('a client that reconnects after disconnecting by itself is not marked', () => {
  const left = connection('old', { status: 'terminated', endedAt: at(61) });
  const again = connection('again', { commonName: 'old', establishedAt: at(69) });

  expect(stateAfter([left, again]).watched.get('again')?.returnedAfterMs).toBeNull();
});

test('traffic is what two looks differ in, also beyond what a number holds exactly', () => {
  const huge = 2n ** 60n;
  const before = withFleet(noFleet, fleet(60, [connection('a', { bytesSent: `${huge}` })]));
  const after = withFleet(before, fleet(62, [connection('a', { bytesSent: `${huge + 3_000n}` })]));

  const watched = after.watched.get('a');
  expect(watched && rateOf(watched)).toBe(1_500);
});

test('a filter looks at names without case', () => {
  const state = stateAfter([connection('upper', { commonName: 'Upper.Example.com' })]);

  expect(
    shownConnections(state, { ...everything, text: ' UPPER.example' }).map(({ connection: { id } }) => id),
  ).toEqual(['upper']);
});

test('keeps the latest 20 denied connections, the latest first', () => {
  const denied = (number: number) => ({
    id: `c-${number}`,
    endpointId: endpoint.id,
    name: 'mallory-laptop',
    at: at(number),
    message: 'blocked',
  });
  const events = Array.from(
    { length: 30 },
    (_, number): ControlEvent => ({
      kind: 'denied',
      denied: denied(number),
    }),
  );

  const state = events.reduce(reduceControlEvent, withFleet(noFleet, fleet(60, [])));

  expect(state.denied).toHaveLength(20);
  expect(state.denied[0]).toEqual(denied(29));
});

function shownIds(connections: readonly Connection[]): readonly string[] {
  return shownConnections(stateAfter(connections), everything).map(({ connection: { id } }) => id);
}

function stateAfter(connections: readonly Connection[]) {
  const start = withFleet(
    noFleet,
    fleet(60, [connection('old', {}), connection('new', { establishedAt: at(10) })]),
  );
  const events = connections.map((each): ControlEvent => ({ kind: 'connection', connection: each }));
  return events.reduce(reduceControlEvent, start);
}

function fleet(seconds: number, connections: readonly Connection[]) {
  return { now: at(seconds), endpoints: [endpoint], connections, faults: {}, denied: [] };
}

function connection(id: string, changes: Partial<Connection>): Connection {
  return {
    id,
    endpointId: endpoint.id,
    username: null,
    commonName: id,
    clientIp: '10.0.0.9',
    establishedAt: at(0),
    endedAt: null,
    bytesSent: '0',
    bytesReceived: '0',
    status: 'active',
    ...changes,
  };
}

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 22) + seconds * 1000).toISOString();
}
