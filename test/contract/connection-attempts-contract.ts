import { describe, expect, it } from 'vitest';
import type { AttemptReports, ConnectionAttempts } from '../../src/ports/block-list.ts';
import { attemptAt } from './a-connection-attempt.ts';

const laptop = 'mallory-laptop.example.com';
const noon = new Date('2026-11-02T12:00:00Z');

/** The contract of the reports of connection attempts, whatever they are stored in. */
export function testConnectionAttempts(
  name: string,
  openEmpty: () => Promise<ConnectionAttempts & AttemptReports>,
): void {
  describe(`${name} as connection attempts`, () => {
    it('returns attempts as they were reported, earliest first', async () => {
      const attempts = await openEmpty();
      await attempts.report(attemptAt(7), undefined);
      await attempts.report(attemptAt(3), undefined);

      expect(await attempts.of([laptop], noon)).toEqual([attemptAt(3), attemptAt(7)]);
    });

    it('returns the versions of the client and its system, where it reported them', async () => {
      const attempts = await openEmpty();
      const attempt = attemptAt(1, { platformVersion: '10.0.22631', clientVersion: '2.5.9' });
      await attempts.report(attempt, undefined);

      expect(await attempts.of([laptop], noon)).toEqual([attempt]);
    });

    it('describes the latest denied connection without the versions of the one before', async () => {
      const attempts = await openEmpty();
      const versions = { platformVersion: '10.0.22631', clientVersion: '2.5.9' };
      await attempts.report(attemptAt(1, { verdict: 'turned_away', ...versions }), laptop);
      const latest = attemptAt(2, { verdict: 'turned_away', platform: 'linux' });
      await attempts.report(latest, laptop);

      expect(await attempts.denied()).toMatchObject([{ count: 2 }]);
      expect((await attempts.denied())[0]?.latest).toEqual(latest);
    });

    it('finds an attempt by either of its names, in any case, and returns it once', async () => {
      const attempts = await openEmpty();
      const attempt = attemptAt(1, { username: 'Mallory' });
      await attempts.report(attempt, undefined);

      expect(await attempts.of(['mallory'], noon)).toEqual([attempt]);
      expect(await attempts.of([laptop.toUpperCase(), 'mallory'], noon)).toEqual([attempt]);
      expect(await attempts.of(['mallor'], noon)).toEqual([]);
    });

    it('finds an attempt by another spelling of its name', async () => {
      const attempts = await openEmpty();
      const attempt = attemptAt(1, { username: 'Bob\u00A0Baker ' });
      await attempts.report(attempt, undefined);

      expect(await attempts.of(['bob baker'], noon)).toEqual([attempt]);
    });

    it('returns no attempt from before the given time', async () => {
      const attempts = await openEmpty();
      await attempts.report(attemptAt(3), undefined);
      await attempts.report(attemptAt(4), undefined);

      expect(await attempts.of([laptop], attemptAt(4).at)).toEqual([attemptAt(4)]);
    });

    it('returns no attempt from after the given time', async () => {
      const attempts = await openEmpty();
      await attempts.report(attemptAt(3), undefined);
      await attempts.report(attemptAt(4), undefined);
      await attempts.report(attemptAt(5), undefined);

      const until = attemptAt(4).at;
      expect(await attempts.of([laptop], noon, until)).toEqual([attemptAt(3), attemptAt(4)]);
    });

    it('counts the denied connections of every spelling of a name, and keeps the latest time', async () => {
      const attempts = await openEmpty();
      await attempts.report(attemptAt(1, { verdict: 'turned_away' }), laptop);
      await attempts.report(attemptAt(2, { verdict: 'turned_away' }), laptop.toUpperCase());
      await attempts.report(attemptAt(3), undefined);

      expect(await attempts.denied()).toEqual([
        {
          name: laptop.toUpperCase(),
          count: 2,
          reported: 0,
          reportedAt: undefined,
          latest: attemptAt(2, { verdict: 'turned_away' }),
        },
      ]);
    });

    it('remembers the reported count, and continues counting', async () => {
      const attempts = await openEmpty();
      await attempts.report(attemptAt(1), laptop);
      const [first] = await attempts.denied();

      expect(first && (await attempts.markReported(first, noon))).toBe(true);
      await attempts.report(attemptAt(2), laptop);

      expect(await attempts.denied()).toMatchObject([{ count: 2, reported: 1, reportedAt: noon }]);
    });

    it('lets one of several processes that read the same count report it', async () => {
      const attempts = await openEmpty();
      await attempts.report(attemptAt(1), laptop);
      const [mine] = await attempts.denied();
      const [yours] = await attempts.denied();

      const answers = [
        mine && (await attempts.markReported(mine, noon)),
        yours && (await attempts.markReported(yours, noon)),
      ];

      expect(answers).toEqual([true, false]);
    });
  });
}
