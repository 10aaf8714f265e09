import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foundFrom, merged } from '../../src/domain/connection-list.ts';
import { aConnection } from '../builders/a-connection.ts';
import { connectionId } from '../builders/ids.ts';

const moments = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), { maxLength: 12 });

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
    fc.property(moments, moments, moments, fc.nat(40), fc.nat(40), (a, b, c, from, to) => {
      const lists = [listOf('a', a), listOf('b', b), listOf('c', c)];
      const all = merged(
        lists.map((list) => foundFrom(list, 'live')),
        ({ id }, part) => `${part} ${id}`,
      );

      const expected = foundFrom(lists.flat(), 'live').slice();
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
