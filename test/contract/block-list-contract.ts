import { describe, expect, it } from 'vitest';
import { parseEndpointId } from '../../src/domain/ids.ts';
import type { BlockList } from '../../src/ports/block-list.ts';
import { aBlock } from './a-block.ts';
import { known } from './known.ts';

const lab = 'cvpn-endpoint-0fedcba9876543210';

/** What every list of blocks keeps to, whatever it is stored in. */
export function testBlockList(name: string, openEmpty: () => Promise<BlockList>): void {
  describe(`${name} as a list of blocks`, () => {
    it('returns a block as it was stored, to the next reader', async () => {
      const list = await openEmpty();

      await list.put(aBlock());

      expect(await list.on(['mallory@example.com'])).toEqual([aBlock()]);
      expect(await list.all()).toEqual([aBlock()]);
    });

    it('keeps a block without an end, and one of a single endpoint', async () => {
      const list = await openEmpty();
      const block = aBlock({ until: undefined, endpoint: lab });

      await list.put(block);

      expect(await list.on(['mallory@example.com'])).toEqual([block]);
    });

    it('finds a name in any case, and never by part of it', async () => {
      const list = await openEmpty();
      await list.put(aBlock({ name: 'Anna' }));
      await list.put(aBlock({ name: 'joanna' }));

      expect(await list.on(['ANNA'])).toEqual([aBlock({ name: 'Anna' })]);
      expect(await list.on(['ann'])).toEqual([]);
      expect(await list.on([])).toEqual([]);
    });

    it.each(['\u200BAnna', 'anna ', 'an\u00ADna', '\uFF21nna'])(
      'finds every spelling of a name, and keeps it as it was written: %j',
      async (spelled) => {
        const list = await openEmpty();
        await list.put(aBlock({ name: spelled }));

        expect(await list.on(['anna'])).toEqual([aBlock({ name: spelled })]);
        expect(await list.on([spelled, 'ANNA'])).toEqual([aBlock({ name: spelled })]);
        expect(await list.all()).toEqual([aBlock({ name: spelled })]);
        expect(await list.remove(aBlock({ name: 'anna' }))).toBe(true);
        expect(await list.all()).toEqual([]);
      },
    );

    it('finds a block of a directory user by every spelling, once, and removes it completely', async () => {
      const list = await openEmpty();
      const endpoint = known(parseEndpointId(lab));
      const block = aBlock({ name: 'Anna@corp.example', directories: [endpoint] });
      await list.put(aBlock({ name: 'Anna@corp.example' }));
      await list.put(block);
      await list.put(aBlock({ name: 'anna@partner.example', correlation: 'request-2' }));

      for (const name of ['anna', 'CORP\\anna', 'anna@corp.example'])
        expect(await list.on([name])).toEqual([block]);
      expect(await list.on(['anna@other.example', 'joanna'])).toEqual([]);
      expect(await list.all()).toHaveLength(2);

      expect(await list.remove(block)).toBe(true);
      expect(await list.on(['anna', 'CORP\\anna', 'anna@corp.example'])).toEqual([]);
    });

    it('finds the blocks of any of several names, each once', async () => {
      const list = await openEmpty();
      await list.put(aBlock({ name: 'bob' }));
      await list.put(aBlock({ name: 'bob-laptop.example.com' }));
      await list.put(aBlock({ name: 'carol' }));

      const found = await list.on(['bob', 'Bob', 'bob-laptop.example.com']);

      expect(found.map(({ name: blocked }) => blocked).toSorted()).toEqual(['bob', 'bob-laptop.example.com']);
    });

    it('keeps blocks of two requests on one name apart', async () => {
      const list = await openEmpty();
      await list.put(aBlock());
      await list.put(aBlock({ correlation: 'request-2', until: undefined }));

      expect(await list.remove(aBlock())).toBe(true);

      expect(await list.on(['mallory@example.com'])).toEqual([
        aBlock({ correlation: 'request-2', until: undefined }),
      ]);
    });

    it('keeps blocks of one request on two endpoints apart', async () => {
      const list = await openEmpty();
      await list.put(aBlock());
      await list.put(aBlock({ endpoint: lab }));

      await list.remove(aBlock({ endpoint: lab }));

      expect(await list.all()).toEqual([aBlock()]);
    });

    it('keeps one block however often it is stored', async () => {
      const list = await openEmpty();

      await list.put(aBlock());
      await list.put(aBlock({ name: 'MALLORY@example.com' }));

      expect(await list.all()).toHaveLength(1);
    });

    it('returns whether the removed block existed', async () => {
      const list = await openEmpty();
      await list.put(aBlock());

      expect(await list.remove(aBlock())).toBe(true);
      expect(await list.remove(aBlock())).toBe(false);
      expect(await list.all()).toEqual([]);
    });

    it('keeps names and reasons with any characters and of any length', async () => {
      const list = await openEmpty();
      const block = aBlock({ name: `${'ж'.repeat(255)} # " '`, reason: `${'🦉'.repeat(500)}\u202E` });

      await list.put(block);

      expect(await list.on([block.name.toUpperCase()])).toEqual([block]);
    });

    it('lists hundreds of blocks without losing any', async () => {
      const list = await openEmpty();
      const names = Array.from({ length: 700 }, (_, index) => `user-${index}@example.com`);
      for (const some of chunks(names, 50)) {
        await Promise.all(some.map((name) => list.put(aBlock({ name, reason: 'x'.repeat(400) }))));
      }

      const listed = await list.all();

      expect(listed.map((block) => block.name).toSorted()).toEqual(names.toSorted());
    });
  });
}

/** So many at once are answered in time also by a store on a busy machine. */
function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
