import { describe, expect, it } from 'vitest';
import type { ReplayCache } from '../../src/ports/replay-cache.ts';

/** A moment so many minutes after noon. */
export const minutesLater = (minutes: number) => new Date(Date.UTC(2026, 10, 2, 12, minutes));

/** What all caches of requests keep to, whatever they are stored in. */
export function testReplayCache(name: string, openEmpty: () => Promise<ReplayCache>): void {
  describe(`${name} as a replay cache`, () => {
    it('reports each request as the first of its id once', async () => {
      const replays = await openEmpty();

      expect(await replays.isFirst('one', minutesLater(0))).toBe(true);
      expect(await replays.isFirst('another', minutesLater(0))).toBe(true);
      expect(await replays.isFirst('one', minutesLater(0))).toBe(false);
    });

    it('remembers a request for longer than its Slack signature is valid', async () => {
      const replays = await openEmpty();
      await replays.isFirst('one', minutesLater(0));

      expect(await replays.isFirst('one', minutesLater(9))).toBe(false);
    });

    it('reports one of several simultaneous requests as the first', async () => {
      const replays = await openEmpty();

      const answers = await Promise.all([1, 2, 3, 4].map(() => replays.isFirst('one', minutesLater(0))));

      expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
    });

    it('remembers requests for as long after the clock was set back', async () => {
      const replays = await openEmpty();
      await replays.isFirst('one', minutesLater(0));

      expect(await replays.isFirst('another', minutesLater(-60))).toBe(true);
      expect(await replays.isFirst('one', minutesLater(-60))).toBe(false);
    });
  });
}
