import { WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { MessageRate } from '../../emulators/slack/web-api/message-rate.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { liveMessages } from '../../src/slack/live-messages.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { MemoryMessageStore } from '../doubles/memory-message-store.ts';
import { SimulatedClock } from '../doubles/simulated-clock.ts';
import { MemoryLogger } from './memory-logger.ts';

interface Update {
  readonly ts: string | undefined;
  readonly text: string | undefined;
  readonly atMs: number;
}

/** Messages in a workspace that limits updates, in simulated time. */
function aLimitedWorkspace() {
  const clock = new SimulatedClock();
  const rate = new MessageRate(() => clock.elapsedMs());
  rate.limitTo(1);
  const updates: Update[] = [];
  const refused: Update[] = [];
  let posts = 0;
  const client = new WebClient();
  Object.assign(client.chat, {
    postMessage: async ({ channel }: { channel: string }) => {
      posts += 1;
      return { ok: true, channel, ts: `ts-${posts}` };
    },
    update: async ({ ts, text }: { ts: string; text: string }) => {
      const waitS = rate.take('chat.update', 'C0HELPDESK');
      const [title] = text.split('\n');
      (waitS === undefined ? updates : refused).push({ ts, text: title, atMs: clock.elapsedMs() });
      if (waitS !== undefined) throw new WebAPIRateLimitedError(waitS);
      return { ok: true };
    },
  });
  const living = liveMessages(
    messagePoster(client, clock),
    new MemoryMessageStore(),
    clock,
    new MemoryLogger(),
  );

  /** Tells of its progress several times a second until it is over. */
  async function kick(number: number, lastsMs: number): Promise<void> {
    const show = (text: string, isProgress: boolean) =>
      living.show(`kick ${number}`, ['C0HELPDESK'], { ...noticeView(text), isProgress });
    void show('asked for', true);
    for (let passedMs = 0; passedMs < lastsMs; passedMs += 250) {
      await clock.sleep(250);
      void show(`${passedMs} ms`, true);
    }
    await show(`over after ${lastsMs} ms`, false);
  }
  const ofEach = () => [...Map.groupBy(updates, ({ ts }) => ts).values()];
  return { clock, updates, refused, kick, ofEach };
}

test('many kicks at once stay within Slack’s limit, and each shows its end at once, and last', async () => {
  const { clock, refused, kick, ofEach } = aLimitedWorkspace();

  const kicks = Array.from({ length: 20 }, (_, number) => kick(number, 10_000 + number * 3_000));
  await clock.pass(120_000);
  await Promise.all(kicks);

  expect(refused).toEqual([]);
  const last = ofEach().map((updates) => updates.at(-1));
  expect(last).toHaveLength(20);
  for (const update of last) expect(update?.text).toBe(`over after ${update?.atMs} ms`);
});

test('kicks that all end at the same moment show it as fast as Slack takes it, before any progress of others', async () => {
  const { clock, updates, refused, kick } = aLimitedWorkspace();

  const ending = Array.from({ length: 70 }, (_, number) => kick(number, 5_000));
  const going = kick(70, 100_000);
  await clock.pass(120_000);
  await Promise.all([...ending, going]);

  const ends = updates.filter(({ text }) => text === 'over after 5000 ms');
  expect(refused).toEqual([]);
  expect(ends).toHaveLength(70);
  expect(Math.max(...ends.map(({ atMs }) => atMs))).toBeLessThanOrEqual(66_000);
});

test('the progress of one message is shown every second at first, then every three, then every five', async () => {
  const { clock, updates, kick } = aLimitedWorkspace();

  const kicked = kick(1, 100_000);
  await clock.pass(110_000);
  await kicked;

  const atMs = updates.map((update) => update.atMs);
  const pausesMs = new Set(atMs.slice(1, -1).map((at, place) => at - (atMs[place] ?? 0)));
  expect(atMs[0]).toBe(1_000);
  expect([...pausesMs]).toEqual([1_000, 3_000, 5_000]);
});

test('updates that Slack does not answer stay within its limit as well, at every attempt', async () => {
  const clock = new SimulatedClock();
  const rate = new MessageRate(() => clock.elapsedMs());
  rate.limitTo(1);
  const client = new WebClient();
  const attempts = new Map<string, number>();
  let refused = 0;
  Object.assign(client.chat, {
    update: async ({ ts }: { ts: string }) => {
      const waitS = rate.take('chat.update', 'C0HELPDESK');
      if (waitS !== undefined) refused += 1;
      if (waitS !== undefined) throw new WebAPIRateLimitedError(waitS);
      attempts.set(ts, (attempts.get(ts) ?? 0) + 1);
      if (attempts.get(ts) !== 3) throw new Error('the connection was reset');
      return { ok: true };
    },
  });
  const poster = messagePoster(client, clock);

  const updates = Array.from({ length: 40 }, (_, number) =>
    poster.update({ channel: 'C0HELPDESK', ts: `${number}` }, () => noticeView('ended')),
  );
  await clock.pass(300_000);
  await Promise.all(updates);

  expect(refused).toBe(0);
  expect([...attempts.values()]).toEqual(updates.map(() => 3));
});
