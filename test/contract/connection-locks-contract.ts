import { describe, expect, it } from 'vitest';
import type { ConnectionLocks } from '../../src/ports/connection-locks.ts';
import { aLockAt } from './a-connection-lock.ts';

/** What all locks keep to, whatever they are stored in. */
export function testConnectionLocks(name: string, openEmpty: () => Promise<ConnectionLocks>): void {
  describe(`${name} as connection locks`, () => {
    it('locks a free connection for the first request', async () => {
      const locks = await openEmpty();

      expect(await locks.acquire(aLockAt(0))).toBeUndefined();
    });

    it('returns to the second request who has the lock, since when and until when', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      const existing = await locks.acquire(aLockAt(5, { by: 'U0RITA' }));

      expect(existing).toEqual(aLockAt(0));
    });

    it('does not lock a connection for another request of the same person', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      expect(await locks.acquire(aLockAt(1))).toEqual(aLockAt(0));
    });

    it('extends the lock of the request that has it', async () => {
      const locks = await openEmpty();
      const correlation = 'the-same';
      await locks.acquire(aLockAt(0, { correlation }));

      const again = await locks.acquire(aLockAt(30, { correlation }));

      expect(again).toBeUndefined();
      const extended = { ...aLockAt(0, { correlation }), until: aLockAt(30).until };
      expect(await locks.acquire(aLockAt(89, { by: 'U0RITA' }))).toEqual(extended);
      expect(await locks.acquire(aLockAt(90, { by: 'U0RITA' }))).toBeUndefined();
    });

    it('never shortens a lock that is acquired again', async () => {
      const locks = await openEmpty();
      const correlation = 'the-same';
      await locks.acquire(aLockAt(30, { correlation }));

      await locks.acquire(aLockAt(0, { correlation }));

      expect(await locks.acquire(aLockAt(89, { by: 'U0RITA' }))).toMatchObject({ until: aLockAt(30).until });
    });

    it('releases a lock that the request acquired more than once', async () => {
      const locks = await openEmpty();
      const correlation = 'the-same';
      await locks.acquire(aLockAt(0, { correlation }));
      await locks.acquire(aLockAt(30, { correlation }));

      await locks.release(aLockAt(30, { correlation }));

      expect(await locks.acquire(aLockAt(31, { by: 'U0RITA' }))).toBeUndefined();
    });

    it('keeps connections and endpoints apart', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      expect(await locks.acquire(aLockAt(0, { connection: '0d' }))).toBeUndefined();
      expect(await locks.acquire(aLockAt(0, { endpoint: '0f' }))).toBeUndefined();
    });

    it('keeps a lock until the instant before it expires', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      expect(await locks.acquire(aLockAt(59, { by: 'U0RITA' }))).toEqual(aLockAt(0));
    });

    it('gives an expired lock to the next request', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      expect(await locks.acquire(aLockAt(60, { by: 'U0RITA' }))).toBeUndefined();
      expect(await locks.acquire(aLockAt(61))).toEqual(aLockAt(60, { by: 'U0RITA' }));
    });

    it('gives a lock from the future to the next request, because the clock was set back since', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(3_600));

      expect(await locks.acquire(aLockAt(0, { by: 'U0RITA' }))).toBeUndefined();
      expect(await locks.acquire(aLockAt(1))).toEqual(aLockAt(0, { by: 'U0RITA' }));
    });

    it('keeps a lock of a clock that is half a minute ahead', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(30));

      expect(await locks.acquire(aLockAt(0, { by: 'U0RITA' }))).toEqual(aLockAt(30));
    });

    it('gives a released connection to the next', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      await locks.release(aLockAt(0));

      expect(await locks.acquire(aLockAt(1, { by: 'U0RITA' }))).toBeUndefined();
    });

    it("does not release another request's lock", async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));

      await locks.release(aLockAt(0, { by: 'U0RITA' }));
      await locks.release(aLockAt(3));

      expect(await locks.acquire(aLockAt(1))).toEqual(aLockAt(0));
    });

    it('does not release the lock that another request acquired after the first had expired', async () => {
      const locks = await openEmpty();
      await locks.acquire(aLockAt(0));
      await locks.acquire(aLockAt(70));

      await locks.release(aLockAt(0));

      expect(await locks.acquire(aLockAt(71))).toEqual(aLockAt(70));
    });

    it('does nothing when there is no lock to release', async () => {
      const locks = await openEmpty();

      await expect(locks.release(aLockAt(0))).resolves.toBeUndefined();
    });

    it('gives a connection to exactly one of many simultaneous requests', async () => {
      const locks = await openEmpty();
      const people = Array.from({ length: 20 }, (_, index) => `U${index}`);

      const answers = await Promise.all(people.map((by) => locks.acquire(aLockAt(0, { by }))));

      expect(answers.filter((existing) => existing === undefined)).toHaveLength(1);
    });
  });
}
