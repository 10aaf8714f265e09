import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Duplicates } from '../../../src/aws/snapshot/duplicates.ts';
import { PackedSnapshot } from '../../../src/aws/snapshot/packed-snapshot.ts';
import { PagePacker } from '../../../src/aws/snapshot/page-packer.ts';
import { listOrders } from '../../../src/domain/arrangement.ts';
import type { Connection } from '../../../src/domain/connection.ts';
import type { ConnectionPhase } from '../../../src/domain/connection-list.ts';
import type { Target } from '../../../src/domain/target.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import { memorySnapshot } from '../../doubles/memory-snapshot.ts';
import { endpoint } from '../emulated-aws.ts';
import { anyConnection, anyName } from './a-page.ts';

const asOf = new Date('2026-11-22T08:00:00Z');

function packed(pages: readonly (readonly Connection[])[]): PackedSnapshot {
  const packer = new PagePacker();
  const packedPages = pages.map((page) => {
    for (const connection of page) packer.add(connection);
    return packer.take();
  });
  const duplicates = new Duplicates();
  for (const page of packedPages) duplicates.add(page);
  return new PackedSnapshot(endpoint.id, packedPages, { asOf, outdated: duplicates.outdated });
}

const phase = fc.constantFrom<ConnectionPhase>('live', 'ended');
const connections = fc.uniqueArray(anyConnection, { selector: ({ id }) => id, maxLength: 40 });

/** Whole names and ids, parts of them, and anything. */
function targetsAmong(all: readonly Connection[]): fc.Arbitrary<Target> {
  const names = all.flatMap(({ username, commonName }) => [username ?? [], commonName ?? []].flat());
  const texts = [...names, ...all.flatMap(({ id, clientIp }) => [id, clientIp ?? []].flat())];
  const aName = names.length > 0 ? fc.oneof(fc.constantFrom(...names), anyName) : anyName;
  const part =
    texts.length > 0
      ? fc
          .tuple(fc.constantFrom(...texts), fc.nat(8), fc.nat(6))
          .map(([text, from, length]) => [...text].slice(from, from + length).join(''))
      : anyName;
  return fc.oneof(
    fc.constant<Target>({ kind: 'everyone' }),
    fc.oneof(part, anyName).map((text) => ({ kind: 'text' as const, text: text.toUpperCase() })),
    fc.array(aName, { maxLength: 3 }).map((wanted) => ({ kind: 'names' as const, names: wanted })),
    fc.subarray(all.map(({ id }) => id)).map((ids) => ({ kind: 'connections' as const, ids })),
  );
}

const lasting = fc.record({
  kind: fc.constantFrom('older', 'newer'),
  ms: fc.oneof(fc.nat(86_400_000), fc.constantFrom(0, 1_000_000_000_000)),
});
const arrangement = fc.record({
  order: fc.constantFrom(undefined, ...listOrders),
  lasting: fc.option(lasting, { nil: undefined }),
});

test('finds what a plain list finds, in every order, however it is spread over pages', () => {
  const asked = connections.chain((all) =>
    fc.tuple(fc.constant(all), fc.nat(all.length), targetsAmong(all), phase, arrangement),
  );

  fc.assert(
    fc.property(asked, ([all, cut, target, which, how]) => {
      const found = packed([all.slice(0, cut), all.slice(cut)]).select(target, which, how);
      const expected = memorySnapshot(all, asOf).select(target, which, how);

      expect(found.slice()).toEqual(expected.slice());
      expect(found.length).toBe(expected.length);
      expect(found.slice(1, 3)).toEqual(expected.slice(1, 3));
      const places = [...found.slice().keys()];
      expect(places.map((place) => found.rankAt(place))).toEqual(
        places.map((place) => expected.rankAt(place)),
      );
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['Bob Baker', 'Bob  Baker'],
  ['Bob  Baker', 'bob baker'],
  ['anna', 'anna '],
  ['anna', ' Anna'],
  ["d'angelo@example.com", 'd\u2019angelo@example.com'],
  ['Kiosk - Lobby', 'Kiosk \u2013 Lobby'],
  ['mallory', '\u200Bmallory'],
])('%j finds the connection of %j by name and by text', (typed, told) => {
  const connection = aConnection({ endpointId: endpoint.id, username: told, commonName: 'cert-7' });

  const snapshot = packed([[connection]]);

  expect(snapshot.select({ kind: 'names', names: [typed] }, 'live').slice()).toEqual([connection]);
  expect(snapshot.select({ kind: 'text', text: typed }, 'live').slice()).toEqual([connection]);
});

const written = ['2001:db8::1', '2001:db8:0:0:0:0:0:1', '2001:0db8:0000:0000:0000:0000:0000:0001'] as const;

test.each(
  written.flatMap((address) => [...written, '2001:DB8:0:0::1'].map((typed) => [typed, address] as const)),
)('%s finds the connection with the IPv6 address %s', (typed, clientIpv6) => {
  const connection = aConnection({ endpointId: endpoint.id, clientIpv6 });
  const target = { kind: 'text', text: typed } as const;

  expect(
    packed([[connection]])
      .select(target, 'live')
      .slice(),
  ).toEqual([connection]);
  expect(memorySnapshot([connection], asOf).select(target, 'live').slice()).toEqual([connection]);
});

const writtenName = fc
  .tuple(
    fc.constantFrom('', 'CORP\\', 'partner\\', '\\'),
    fc.constantFrom('anna', 'ANNA', '\u00C5sa', 'joanna', 'bob'),
    fc.constantFrom('', '@corp.example', '@Partner.example', '@', '@a@b'),
  )
  .map((parts) => parts.join(''));

test('on an endpoint with a directory, a user is found in every way to write the name, as in a plain list', () => {
  const rows = fc.array(fc.tuple(writtenName, fc.constantFrom('same', 'cert-7', 'anna')), { maxLength: 12 });
  let found = 0;

  fc.assert(
    fc.property(rows, fc.array(writtenName, { maxLength: 3 }), (written, names) => {
      const all = written.map(([username, certificate], index) =>
        aConnection({
          id: connectionId(`cvpn-connection-${index}`),
          endpointId: endpoint.id,
          username,
          commonName: certificate === 'same' ? username : certificate,
        }),
      );
      const target = { kind: 'names', names, isDirectory: true } as const;

      const snapshot = packed([all.slice(0, 5), all.slice(5)]);

      const expected = memorySnapshot(all, asOf).select(target, 'live').slice();
      expect(snapshot.select(target, 'live').slice()).toEqual(expected);
      found += expected.length;
    }),
    { numRuns: 1_000 },
  );
  expect(found).toBeGreaterThan(100);
});

test('a row on two pages counts once, as it was listed last', () => {
  const [first] = fc.sample(anyConnection, { seed: 3, numRuns: 1 });
  if (first === undefined) throw new Error('fast-check gave nothing');
  const active = { ...first, status: { code: 'active', message: undefined }, endedAt: undefined };
  const later = { ...active, clientIp: '10.9.9.9' };

  const snapshot = packed([[active], [later]]);

  expect(snapshot.live).toBe(1);
  expect(snapshot.select({ kind: 'everyone' }, 'live').slice()).toEqual([later]);
});
