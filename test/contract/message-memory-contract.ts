import { describe, expect, it } from 'vitest';
import type { MessageMemory } from '../../src/ports/message-memory.ts';

const place = { channel: 'C0AUDIT', ts: '1793620000.000100' };

/** What every memory of messages keeps to, whatever it stores places in. */
export function testMessageMemory(name: string, openEmpty: () => Promise<MessageMemory>): void {
  describe(`${name} as a memory of messages`, () => {
    it('knows nothing of a message that nobody told it of', async () => {
      const memory = await openEmpty();
      await memory.intend('entry-1', 'C0AUDIT');

      expect(await memory.recall('entry-2')).toBeUndefined();
    });

    it('recalls that a message was about to be posted, and where', async () => {
      const memory = await openEmpty();

      await memory.intend('entry-1', 'C0AUDIT');

      expect(await memory.recall('entry-1')).toEqual({ kind: 'intended', channel: 'C0AUDIT' });
    });

    it('recalls where a message stands once it was posted', async () => {
      const memory = await openEmpty();
      await memory.intend('entry-1', 'C0AUDIT');

      await memory.remember('entry-1', place);

      expect(await memory.recall('entry-1')).toEqual({ kind: 'posted', ...place });
    });

    it('remembers a message that nobody had announced to it', async () => {
      const memory = await openEmpty();

      await memory.remember('entry-1', place);

      expect(await memory.recall('entry-1')).toEqual({ kind: 'posted', ...place });
    });

    it('follows a message that is posted anew in another channel', async () => {
      const memory = await openEmpty();
      await memory.remember('kick-1', place);

      await memory.intend('kick-1', 'D0HELGA');
      expect(await memory.recall('kick-1')).toEqual({ kind: 'intended', channel: 'D0HELGA' });

      await memory.remember('kick-1', { channel: 'D0HELGA', ts: '2.0' });
      expect(await memory.recall('kick-1')).toEqual({ kind: 'posted', channel: 'D0HELGA', ts: '2.0' });
    });

    it('keeps messages apart', async () => {
      const memory = await openEmpty();
      await memory.remember('entry-1', place);

      await memory.remember('entry-2', { channel: 'C0OTHER', ts: '2.0' });

      expect(await memory.recall('entry-1')).toEqual({ kind: 'posted', ...place });
    });
  });
}
