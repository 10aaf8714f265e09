import { describe, expect, it } from 'vitest';
import type { MessageStore, Reservation } from '../../src/ports/message-store.ts';

const place = { channel: 'C0AUDIT', ts: '1793620000.000100' };
const posted = { kind: 'posted', ...place } as const;

/** Somebody intends to post a message. */
export function aReservation(given: Partial<Reservation> = {}): Reservation {
  return {
    kind: 'intended',
    channel: 'C0AUDIT',
    by: 'process-1',
    at: new Date('2026-11-02T09:00:00Z'),
    ...given,
  };
}

/** What every messages of messages keeps to, whatever it stores places in. */
export function testMessageStore(name: string, openEmpty: () => Promise<MessageStore>): void {
  describe(`${name} as a message store`, () => {
    it('has no location for a message that was never reserved', async () => {
      const messages = await openEmpty();
      await messages.reserve('entry-1', aReservation(), undefined);

      expect(await messages.get('entry-2')).toBeUndefined();
    });

    it('returns a reservation with its channel, process and time', async () => {
      const messages = await openEmpty();

      expect(await messages.reserve('entry-1', aReservation(), undefined)).toBe(true);

      expect(await messages.get('entry-1')).toEqual(aReservation());
    });

    it('returns the location of a posted message', async () => {
      const messages = await openEmpty();
      await messages.reserve('entry-1', aReservation(), undefined);

      await messages.save('entry-1', place);

      expect(await messages.get('entry-1')).toEqual(posted);
    });

    it('stores a message without a reservation', async () => {
      const messages = await openEmpty();

      await messages.save('entry-1', place);

      expect(await messages.get('entry-1')).toEqual(posted);
    });

    it('deletes one message, and no other', async () => {
      const messages = await openEmpty();
      await messages.save('entry-1', place);
      await messages.save('entry-2', place);

      await messages.delete('entry-1');
      await messages.delete('entry-3');

      expect(await messages.get('entry-1')).toBeUndefined();
      expect(await messages.get('entry-2')).toEqual(posted);
      expect(await messages.reserve('entry-1', aReservation(), undefined)).toBe(true);
    });

    it('returns the new location of a message that is posted again in another channel', async () => {
      const messages = await openEmpty();
      await messages.save('kick-1', place);
      const elsewhere = aReservation({ channel: 'D0HELGA' });

      expect(await messages.reserve('kick-1', elsewhere, posted)).toBe(true);
      expect(await messages.get('kick-1')).toEqual(elsewhere);

      await messages.save('kick-1', { channel: 'D0HELGA', ts: '2.0' });
      expect(await messages.get('kick-1')).toEqual({ kind: 'posted', channel: 'D0HELGA', ts: '2.0' });
    });

    it('lets one of two processes reserve a message that neither has seen', async () => {
      const messages = await openEmpty();
      const both = [aReservation(), aReservation({ by: 'process-2' })];

      const isFirst = await Promise.all(both.map((one) => messages.reserve('entry-1', one, undefined)));

      expect(isFirst.toSorted()).toEqual([false, true]);
      expect(await messages.get('entry-1')).toEqual(both[isFirst.indexOf(true)]);
    });

    it('lets one of two processes replace the reservation of a crashed one', async () => {
      const messages = await openEmpty();
      await messages.reserve('entry-1', aReservation(), undefined);
      const both = ['process-2', 'process-3'].map((by) => aReservation({ by }));

      const isFirst = await Promise.all(both.map((one) => messages.reserve('entry-1', one, aReservation())));

      expect(isFirst.toSorted()).toEqual([false, true]);
    });

    it('refuses a reservation for a message that was posted meanwhile', async () => {
      const messages = await openEmpty();
      await messages.reserve('entry-1', aReservation(), undefined);
      await messages.save('entry-1', place);

      const again = aReservation({ by: 'process-2' });
      expect(await messages.reserve('entry-1', again, aReservation())).toBe(false);
      expect(await messages.reserve('entry-1', again, { ...posted, ts: '2.0' })).toBe(false);
      expect(await messages.get('entry-1')).toEqual(posted);
    });

    it('keeps messages apart', async () => {
      const messages = await openEmpty();
      await messages.save('entry-1', place);

      await messages.save('entry-2', { channel: 'C0OTHER', ts: '2.0' });

      expect(await messages.get('entry-1')).toEqual(posted);
    });
  });
}
