import fc from 'fast-check';
import { expect, test } from 'vitest';
import { livingRows, unpack } from '../../../src/aws/snapshot/packed-page.ts';
import { PagePacker } from '../../../src/aws/snapshot/page-packer.ts';
import { isLive } from '../../../src/domain/connection.ts';
import { endpoint } from '../emulated-aws.ts';
import { anyConnection } from './a-page.ts';

test('unpacks every connection as it was packed, with the same state', () => {
  const packer = new PagePacker();

  fc.assert(
    fc.property(fc.array(anyConnection, { maxLength: 20 }), (connections) => {
      for (const connection of connections) packer.add(connection);
      const page = packer.take();

      expect(connections.map((_, row) => unpack(page, row, endpoint.id))).toEqual(connections);
      expect([...livingRows(page)]).toEqual(connections.map((connection) => (isLive(connection) ? 1 : 0)));
    }),
    { numRuns: 300 },
  );
});

test('grows with its rows', () => {
  const packer = new PagePacker();
  const [connection] = fc.sample(anyConnection, { seed: 7, numRuns: 1 });
  if (connection === undefined) throw new Error('fast-check gave nothing');

  for (let row = 0; row < 5_000; row += 1)
    packer.add({ ...connection, username: 'x'.repeat(255), commonName: undefined });
  const page = packer.take();

  expect(page.count).toBe(5_000);
  expect(unpack(page, 4_999, endpoint.id).username).toBe('x'.repeat(255));
});

test('a discarded page leaves nothing on the next one', () => {
  const packer = new PagePacker();
  const [connection] = fc.sample(anyConnection, { seed: 7, numRuns: 1 });
  if (connection === undefined) throw new Error('fast-check gave nothing');

  packer.add(connection);
  packer.take();

  expect(packer.take()).toMatchObject({ count: 0, kinds: [] });
});
