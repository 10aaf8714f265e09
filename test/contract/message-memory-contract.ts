import { describe, expect, it } from 'vitest';
import type { MessageStore, Reservation } from '../../src/ports/message-store.ts';

const place = { channel: 'C0AUDIT', ts: '1793620000.000100' };
const posted = { kind: 'posted', ...place } as const;

/** Somebody intends to post a message. */
export function anIntention(given: Partial<Reservation> = {}): Reservation {
  return {
    kind: 'intended',
    channel: 'C0AUDIT',
    by: 'process-1',
    at: new Date('2026-11-02T09:00:00Z'),
    ...given,
  };
}

/** What every memory of messages keeps to, whatever it stores places in. */
export function testMessageMemory(name: string, openEmpty: () => Promise<MessageStore>): void {
  describe(`${name} as a memory of messages`, () => {
    it('knows nothing of a message that nobody told it of', async () => {
      const memory = await openEmpty();
      await memory.reserve('entry-1', anIntention(), undefined);

      expect(await memory.get('entry-2')).toBeUndefined();
    });

    it('recalls that a message was about to be posted, where, by whom and when', async () => {
      const memory = await openEmpty();

      expect(await memory.reserve('entry-1', anIntention(), undefined)).toBe(true);

      expect(await memory.get('entry-1')).toEqual(anIntention());
    });

    it('recalls where a message stands once it was posted', async () => {
      const memory = await openEmpty();
      await memory.reserve('entry-1', anIntention(), undefined);

      await memory.save('entry-1', place);

      expect(await memory.get('entry-1')).toEqual(posted);
    });

    it('remembers a message that nobody had announced to it', async () => {
      const memory = await openEmpty();

      await memory.save('entry-1', place);

      expect(await memory.get('entry-1')).toEqual(posted);
    });

    it('forgets one message, and no other', async () => {
      const memory = await openEmpty();
      await memory.save('entry-1', place);
      await memory.save('entry-2', place);

      await memory.delete('entry-1');
      await memory.delete('entry-3');

      expect(await memory.get('entry-1')).toBeUndefined();
      expect(await memory.get('entry-2')).toEqual(posted);
      expect(await memory.reserve('entry-1', anIntention(), undefined)).toBe(true);
    });

    it('follows a message that is posted anew in another channel', async () => {
      const memory = await openEmpty();
      await memory.save('kick-1', place);
      const elsewhere = anIntention({ channel: 'D0HELGA' });

      expect(await memory.reserve('kick-1', elsewhere, posted)).toBe(true);
      expect(await memory.get('kick-1')).toEqual(elsewhere);

      await memory.save('kick-1', { channel: 'D0HELGA', ts: '2.0' });
      expect(await memory.get('kick-1')).toEqual({ kind: 'posted', channel: 'D0HELGA', ts: '2.0' });
    });

    it('lets one of two intend to post what neither has seen', async () => {
      const memory = await openEmpty();
      const both = [anIntention(), anIntention({ by: 'process-2' })];

      const isFirst = await Promise.all(both.map((one) => memory.reserve('entry-1', one, undefined)));

      expect(isFirst.toSorted()).toEqual([false, true]);
      expect(await memory.get('entry-1')).toEqual(both[isFirst.indexOf(true)]);
    });

    it('lets one of two take the place of somebody who intended it and died', async () => {
      const memory = await openEmpty();
      await memory.reserve('entry-1', anIntention(), undefined);
      const both = ['process-2', 'process-3'].map((by) => anIntention({ by }));

      const isFirst = await Promise.all(both.map((one) => memory.reserve('entry-1', one, anIntention())));

      expect(isFirst.toSorted()).toEqual([false, true]);
    });

    it('lets nobody post anew what was posted meanwhile', async () => {
      const memory = await openEmpty();
      await memory.reserve('entry-1', anIntention(), undefined);
      await memory.save('entry-1', place);

      const again = anIntention({ by: 'process-2' });
      expect(await memory.reserve('entry-1', again, anIntention())).toBe(false);
      expect(await memory.reserve('entry-1', again, { ...posted, ts: '2.0' })).toBe(false);
      expect(await memory.get('entry-1')).toEqual(posted);
    });

    it('keeps messages apart', async () => {
      const memory = await openEmpty();
      await memory.save('entry-1', place);

      await memory.save('entry-2', { channel: 'C0OTHER', ts: '2.0' });

      expect(await memory.get('entry-1')).toEqual(posted);
    });
  });
}
