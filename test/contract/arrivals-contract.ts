import { describe, expect, it } from 'vitest';
import type { ArrivalReports, ConnectionAttempts } from '../../src/ports/block-list.ts';
import { arrivalAt } from './an-arrival.ts';

const laptop = 'mallory-laptop.example.com';
const noon = new Date('2026-11-02T12:00:00Z');

/** What reports of arrivals keep to, whatever they are stored in. */
export function testArrivals(
  name: string,
  openEmpty: () => Promise<ConnectionAttempts & ArrivalReports>,
): void {
  describe(`${name} as arrivals`, () => {
    it('tells who came as it was reported, the earliest first', async () => {
      const arrivals = await openEmpty();
      await arrivals.report(arrivalAt(7), undefined);
      await arrivals.report(arrivalAt(3), undefined);

      expect(await arrivals.of([laptop], noon)).toEqual([arrivalAt(3), arrivalAt(7)]);
    });

    it('finds an arrival by either of its names, without case, and tells it once', async () => {
      const arrivals = await openEmpty();
      const arrival = arrivalAt(1, { username: 'Mallory' });
      await arrivals.report(arrival, undefined);

      expect(await arrivals.of(['mallory'], noon)).toEqual([arrival]);
      expect(await arrivals.of([laptop.toUpperCase(), 'mallory'], noon)).toEqual([arrival]);
      expect(await arrivals.of(['mallor'], noon)).toEqual([]);
    });

    it('finds an arrival by a name that is spelled in another way', async () => {
      const arrivals = await openEmpty();
      const arrival = arrivalAt(1, { username: 'Bob\u00A0Baker ' });
      await arrivals.report(arrival, undefined);

      expect(await arrivals.of(['bob baker'], noon)).toEqual([arrival]);
    });

    it('tells of nobody who came before the moment that is asked about', async () => {
      const arrivals = await openEmpty();
      await arrivals.report(arrivalAt(3), undefined);
      await arrivals.report(arrivalAt(4), undefined);

      expect(await arrivals.of([laptop], arrivalAt(4).at)).toEqual([arrivalAt(4)]);
    });

    it('counts how often a name was turned away, however it is spelled, and keeps the latest time', async () => {
      const arrivals = await openEmpty();
      await arrivals.report(arrivalAt(1, { verdict: 'turned_away' }), laptop);
      await arrivals.report(arrivalAt(2, { verdict: 'turned_away' }), laptop.toUpperCase());
      await arrivals.report(arrivalAt(3), undefined);

      expect(await arrivals.turnedAway()).toEqual([
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
      const arrivals = await openEmpty();
      await arrivals.report(arrivalAt(1), laptop);
      const [first] = await arrivals.turnedAway();

      expect(first && (await arrivals.told(first, noon))).toBe(true);
      await arrivals.report(arrivalAt(2), laptop);

      expect(await arrivals.turnedAway()).toMatchObject([{ count: 2, told: 1, toldAt: noon }]);
    });

    it('lets one of those tell who read the same count', async () => {
      const arrivals = await openEmpty();
      await arrivals.report(arrivalAt(1), laptop);
      const [mine] = await arrivals.turnedAway();
      const [yours] = await arrivals.turnedAway();

      const answers = [
        mine && (await arrivals.told(mine, noon)),
        yours && (await arrivals.told(yours, noon)),
      ];

      expect(answers).toEqual([true, false]);
    });
  });
}
