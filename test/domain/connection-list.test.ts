import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listOrders } from '../../src/domain/arrangement.ts';
import { foundFrom, merged } from '../../src/domain/connection-list.ts';
import { aConnection } from '../builders/a-connection.ts';
import { connectionId } from '../builders/ids.ts';

const moments = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), { maxLength: 12 });

const order = fc.constantFrom(...listOrders);

function listOf(name: string, starts: readonly (number | undefined)[]) {
  return starts.map((start, index) =>
    aConnection({
      id: connectionId(`cvpn-connection-${name}${index}`),
      establishedAt: start === undefined ? undefined : new Date(start * 1_000),
    }),
  );
}

test('merges several lists into one order, whichever part is read', () => {
  fc.assert(
    fc.property(moments, moments, moments, order, fc.nat(40), fc.nat(40), (a, b, c, order, from, to) => {
      const lists = [listOf('a', a), listOf('b', b), listOf('c', c)];
      const all = merged(
        lists.map((list) => foundFrom(list, 'live', { order })),
        ({ id }, part) => `${part} ${id}`,
      );

      const expected = foundFrom(lists.flat(), 'live', { order }).slice();
      const names = ['a', 'b', 'c'].map((name) => `cvpn-connection-${name}`);
      const labels = expected.map(({ id }) => `${names.findIndex((name) => id.startsWith(name))} ${id}`);

      expect(all.length).toBe(labels.length);
      expect(all.slice()).toEqual(labels);
      expect(all.slice(from, to)).toEqual(labels.slice(from, to));
    }),
  );
});

test('orders ended connections by their end', () => {
  const early = aConnection({ id: connectionId('cvpn-connection-1'), endedAt: new Date(1_000) });
  const late = aConnection({ id: connectionId('cvpn-connection-2'), endedAt: new Date(2_000) });

  expect(foundFrom([early, late], 'ended').slice()).toEqual([late, early]);
});

test.each([
  ['longest', ['long', 'short', 'unknown']],
  ['newest', ['short', 'long', 'unknown']],
  ['traffic', ['unknown', 'short', 'long']],
] as const)('%s first', (order, expected) => {
  const traffic = (bytes: bigint) => ({ ...aConnection().traffic, bytesSent: bytes, bytesReceived: 0n });
  const connections = [
    aConnection({
      id: connectionId('cvpn-connection-unknown'),
      establishedAt: undefined,
      traffic: traffic(9n),
    }),
    aConnection({
      id: connectionId('cvpn-connection-short'),
      establishedAt: new Date(2_000),
      traffic: traffic(5n),
    }),
    aConnection({
      id: connectionId('cvpn-connection-long'),
      establishedAt: new Date(1_000),
      traffic: traffic(1n),
    }),
  ];

  const ids = foundFrom(connections, 'live', { order })
    .slice()
    .map(({ id }) => id.replace('cvpn-connection-', ''));

  expect(ids).toEqual(expected);
});

test('keeps connections that have lasted long enough, up to EC2’s sample, and none of unknown start', () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 2, 9, minutes));
  const connections = [
    aConnection({ id: connectionId('cvpn-connection-0'), establishedAt: at(0), sampledAt: at(30) }),
    aConnection({ id: connectionId('cvpn-connection-1'), establishedAt: at(1), sampledAt: at(30) }),
    aConnection({ id: connectionId('cvpn-connection-2'), establishedAt: undefined, sampledAt: at(30) }),
    aConnection({ id: connectionId('cvpn-connection-3'), establishedAt: at(0), sampledAt: undefined }),
  ];
  const idsWith = (kind: 'older' | 'newer') =>
    foundFrom(connections, 'live', { lasting: { kind, ms: 30 * 60_000 } }, at(31))
      .slice()
      .map(({ id }) => id.replace('cvpn-connection-', ''));

  expect(idsWith('older')).toEqual(['0', '3']);
  expect(idsWith('newer')).toEqual(['1']);
});
