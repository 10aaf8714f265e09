import fc from 'fast-check';
import { expect, test } from 'vitest';
import { livingRows, unpack } from '../../../src/aws/snapshot/packed-page.ts';
import { PagePacker } from '../../../src/aws/snapshot/page-packer.ts';
import { isLive } from '../../../src/domain/connection.ts';
import { endpoint } from '../emulated-aws.ts';
import { anyConnection } from './a-page.ts';

test('every connection comes out of a page as it went in, and as living as it was', () => {
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

test('a page grows with what is put on it', () => {
  const packer = new PagePacker();
  const [connection] = fc.sample(anyConnection, { seed: 7, numRuns: 1 });
  if (connection === undefined) throw new Error('fast-check gave nothing');

  for (let row = 0; row < 5_000; row += 1)
    packer.add({ ...connection, username: 'x'.repeat(255), commonName: undefined });
  const page = packer.take();

  expect(page.count).toBe(5_000);
  expect(unpack(page, 4_999, endpoint.id).username).toBe('x'.repeat(255));
});

test('what was packed for a page that is given up is on no other', () => {
  const packer = new PagePacker();
  const [connection] = fc.sample(anyConnection, { seed: 7, numRuns: 1 });
  if (connection === undefined) throw new Error('fast-check gave nothing');

  packer.add(connection);
  packer.take();

  expect(packer.take()).toMatchObject({ count: 0, kinds: [] });
});
