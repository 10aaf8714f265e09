import { describe, expect, it } from 'vitest';
import type { AttemptReports, ConnectionAttempts } from '../../src/ports/block-list.ts';
import { arrivalAt } from './an-arrival.ts';

const laptop = 'mallory-laptop.example.com';
const noon = new Date('2026-11-02T12:00:00Z');

/** What reports of arrivals keep to, whatever they are stored in. */
export function testArrivals(
  name: string,
  openEmpty: () => Promise<ConnectionAttempts & AttemptReports>,
): void {
  describe(`${name} as arrivals`, () => {
    it('tells who came as it was reported, the earliest first', async () => {
      const attempts = await openEmpty();
      await attempts.report(arrivalAt(7), undefined);
      await attempts.report(arrivalAt(3), undefined);

      expect(await attempts.of([laptop], noon)).toEqual([arrivalAt(3), arrivalAt(7)]);
    });

    it('finds an arrival by either of its names, without case, and tells it once', async () => {
      const attempts = await openEmpty();
      const attempt = arrivalAt(1, { username: 'Mallory' });
      await attempts.report(attempt, undefined);

      expect(await attempts.of(['mallory'], noon)).toEqual([attempt]);
      expect(await attempts.of([laptop.toUpperCase(), 'mallory'], noon)).toEqual([attempt]);
      expect(await attempts.of(['mallor'], noon)).toEqual([]);
    });

    it('finds an arrival by a name that is spelled in another way', async () => {
      const attempts = await openEmpty();
      const attempt = arrivalAt(1, { username: 'Bob\u00A0Baker ' });
      await attempts.report(attempt, undefined);

      expect(await attempts.of(['bob baker'], noon)).toEqual([attempt]);
    });

    it('tells of nobody who came before the moment that is asked about', async () => {
      const attempts = await openEmpty();
      await attempts.report(arrivalAt(3), undefined);
      await attempts.report(arrivalAt(4), undefined);

      expect(await attempts.of([laptop], arrivalAt(4).at)).toEqual([arrivalAt(4)]);
    });

    it('counts how often a name was turned away, however it is spelled, and keeps the latest time', async () => {
      const attempts = await openEmpty();
      await attempts.report(arrivalAt(1, { verdict: 'turned_away' }), laptop);
      await attempts.report(arrivalAt(2, { verdict: 'turned_away' }), laptop.toUpperCase());
      await attempts.report(arrivalAt(3), undefined);

      expect(await attempts.denied()).toEqual([
        {
          name: laptop.toUpperCase(),
          count: 2,
          told: 0,
          toldAt: undefined,
          latest: arrivalAt(2, { verdict: 'turned_away' }),
        },
      ]);
    });

    it('remembers what was told, and counts on', async () => {
      const attempts = await openEmpty();
      await attempts.report(arrivalAt(1), laptop);
      const [first] = await attempts.denied();

      expect(first && (await attempts.told(first, noon))).toBe(true);
      await attempts.report(arrivalAt(2), laptop);

      expect(await attempts.denied()).toMatchObject([{ count: 2, told: 1, toldAt: noon }]);
    });

    it('lets one of those tell who read the same count', async () => {
      const attempts = await openEmpty();
      await attempts.report(arrivalAt(1), laptop);
      const [mine] = await attempts.denied();
      const [yours] = await attempts.denied();

      const answers = [
        mine && (await attempts.told(mine, noon)),
        yours && (await attempts.told(yours, noon)),
      ];

      expect(answers).toEqual([true, false]);
    });
  });
}
