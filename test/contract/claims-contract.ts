import { describe, expect, it } from 'vitest';
import type { ConnectionLocks } from '../../src/ports/connection-locks.ts';
import { claimAt } from './a-claim.ts';

/** What all claims keep to, whatever they are stored in. */
export function testClaims(name: string, openEmpty: () => Promise<ConnectionLocks>): void {
  describe(`${name} as claims`, () => {
    it('gives a free connection to the first who takes it', async () => {
      const claims = await openEmpty();

      expect(await claims.acquire(claimAt(0))).toBeUndefined();
    });

    it('tells the second who holds the connection, since when and how long', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      const standing = await claims.acquire(claimAt(5, { by: 'U0RITA' }));

      expect(standing).toEqual(claimAt(0));
    });

    it('does not give a connection to another request of the same person', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      expect(await claims.acquire(claimAt(1))).toEqual(claimAt(0));
    });

    it('gives a connection again to the request that holds it, which then holds it for longer', async () => {
      const claims = await openEmpty();
      const correlation = 'the-same';
      await claims.acquire(claimAt(0, { correlation }));

      const again = await claims.acquire(claimAt(30, { correlation }));

      expect(again).toBeUndefined();
      const extended = { ...claimAt(0, { correlation }), until: claimAt(30).until };
      expect(await claims.acquire(claimAt(89, { by: 'U0RITA' }))).toEqual(extended);
      expect(await claims.acquire(claimAt(90, { by: 'U0RITA' }))).toBeUndefined();
    });

    it('never holds a claim for a shorter while because it was taken again', async () => {
      const claims = await openEmpty();
      const correlation = 'the-same';
      await claims.acquire(claimAt(30, { correlation }));

      await claims.acquire(claimAt(0, { correlation }));

      expect(await claims.acquire(claimAt(89, { by: 'U0RITA' }))).toMatchObject({ until: claimAt(30).until });
    });

    it('releases a claim that the request took more than once', async () => {
      const claims = await openEmpty();
      const correlation = 'the-same';
      await claims.acquire(claimAt(0, { correlation }));
      await claims.acquire(claimAt(30, { correlation }));

      await claims.release(claimAt(30, { correlation }));

      expect(await claims.acquire(claimAt(31, { by: 'U0RITA' }))).toBeUndefined();
    });

    it('keeps connections and endpoints apart', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      expect(await claims.acquire(claimAt(0, { connection: '0d' }))).toBeUndefined();
      expect(await claims.acquire(claimAt(0, { endpoint: '0f' }))).toBeUndefined();
    });

    it('holds a claim up to the instant before it lapses', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      expect(await claims.acquire(claimAt(59, { by: 'U0RITA' }))).toEqual(claimAt(0));
    });

    it('gives a lapsed claim to the next', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      expect(await claims.acquire(claimAt(60, { by: 'U0RITA' }))).toBeUndefined();
      expect(await claims.acquire(claimAt(61))).toEqual(claimAt(60, { by: 'U0RITA' }));
    });

    it('gives a connection to the next whose claim is of the future, so that the clock was set back since', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(3_600));

      expect(await claims.acquire(claimAt(0, { by: 'U0RITA' }))).toBeUndefined();
      expect(await claims.acquire(claimAt(1))).toEqual(claimAt(0, { by: 'U0RITA' }));
    });

    it('holds a claim of a clock that is half a minute ahead', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(30));

      expect(await claims.acquire(claimAt(0, { by: 'U0RITA' }))).toEqual(claimAt(30));
    });

    it('gives a released connection to the next', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      await claims.release(claimAt(0));

      expect(await claims.acquire(claimAt(1, { by: 'U0RITA' }))).toBeUndefined();
    });

    it("does not release another request's claim", async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));

      await claims.release(claimAt(0, { by: 'U0RITA' }));
      await claims.release(claimAt(3));

      expect(await claims.acquire(claimAt(1))).toEqual(claimAt(0));
    });

    it('does not release the claim that another request took after the first had lapsed', async () => {
      const claims = await openEmpty();
      await claims.acquire(claimAt(0));
      await claims.acquire(claimAt(70));

      await claims.release(claimAt(0));

      expect(await claims.acquire(claimAt(71))).toEqual(claimAt(70));
    });

    it('releases what nobody holds without complaint', async () => {
      const claims = await openEmpty();

      await expect(claims.release(claimAt(0))).resolves.toBeUndefined();
    });

    it('gives a connection to exactly one of many who reach for it at once', async () => {
      const claims = await openEmpty();
      const people = Array.from({ length: 20 }, (_, index) => `U${index}`);

      const answers = await Promise.all(people.map((by) => claims.acquire(claimAt(0, { by }))));

      expect(answers.filter((standing) => standing === undefined)).toHaveLength(1);
    });
  });
}
