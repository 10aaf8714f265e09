import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { runDueJobs } from '../../src/app/run-jobs.ts';
import { kick } from '../../src/features/kick/kick.ts';
import { crashableContext, invocations } from '../../src/lambda/invocations.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { liveMessages } from '../../src/slack/live-messages.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { someConnections } from '../builders/a-connection.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { anApp } from '../doubles/an-app.ts';
import { MemoryMessageStore } from '../doubles/memory-message-store.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { aKickOrder } from '../features/kick/a-kick-order.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';
import { MemoryPoster } from '../slack/memory-poster.ts';

/** Bots that do nothing, numbered in the order in which they were put together. */
function aScene() {
  const begun: AbortSignal[] = [];
  const closed: number[] = [];
  const { live } = invocations(async (phase) => {
    const number = begun.push(phase);
    return {
      hand: async () => {},
      recordRefused: async () => {},
      resume: async () => number,
      record: async () => {},
      nextDue: async () => undefined,
      close: () => void closed.push(number),
    };
  });
  const liveOnce = (isDone: boolean) =>
    live(async ({ resume }) => ({ answer: await resume(new AbortController().signal), isDone }));
  return { liveOnce, live, begun, closed };
}

test('an instance that finished its work is reused by the next call', async () => {
  const { liveOnce, closed } = aScene();

  expect([await liveOnce(true), await liveOnce(true)]).toEqual([1, 1]);
  expect(closed).toEqual([]);
});

test('an instance that left work unfinished is discarded, and the next call gets a new one', async () => {
  const { liveOnce, begun, closed } = aScene();

  expect([await liveOnce(false), await liveOnce(true)]).toEqual([1, 2]);
  expect(begun.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(closed).toEqual([1]);
});

test('an instance that failed is discarded as well', async () => {
  const { live, liveOnce, closed } = aScene();
  await expect(live(() => Promise.reject(new Error('no store')))).rejects.toThrow('no store');

  expect(await liveOnce(true)).toBe(2);
  expect(closed).toEqual([1]);
});

/** Settles as soon as the promise does, or when it has had every chance to. */
const settledOf = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => 'answered').catch(() => 'failed'), sleep(20, 'silent')]);

test('until it ends, every port works as in the real context', async () => {
  const app = anApp(someConnections(1));

  const result = await kick(crashableContext(app, new AbortController().signal), aKickOrder());

  expect(result.kind).toBe('kicked');
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
});

test('until it ends, the audit log can be read in both directions', async () => {
  const app = anApp(someConnections(1));
  const { log } = crashableContext(app, new AbortController().signal);
  await kick(app, aKickOrder());

  expect(await Array.fromAsync(log.stored())).toHaveLength(3);
  expect(await Array.fromAsync(log.newestFirst())).toHaveLength(3);
});

test('after it ends, no call starts and none returns', async () => {
  const app = anApp(someConnections(1));
  const phase = new AbortController();
  const crashing = crashableContext(app, phase.signal);
  phase.abort();

  expect(await settledOf(kick(crashing, aKickOrder()))).toBe('silent');
  expect(await settledOf(crashing.vpn.facts(anEndpoint()))).toBe('silent');
  expect(app.log.entries).toEqual([]);
});

test('a nested port ends with it', async () => {
  const phase = new AbortController();
  const crashing = crashableContext(anApp(), phase.signal);
  expect(await crashing.blocking?.attempts.denied()).toEqual([]);

  phase.abort();

  expect(await settledOf(Promise.resolve(crashing.blocking?.attempts.denied()))).toBe('silent');
});

test('a result or an error that arrives after the end is dropped', async () => {
  const app = anApp();
  const phase = new AbortController();
  const slow = Promise.withResolvers<never>();
  app.vpn.facts = () => slow.promise;
  const asked = settledOf(crashableContext(app, phase.signal).vpn.facts(anEndpoint()));

  phase.abort();
  slow.reject(new Error('too late'));

  expect(await asked).toBe('silent');
});

test('a message still queued at the end is not posted later over a newer one', async () => {
  const phase = new AbortController();
  const poster = new MemoryPoster();
  const parts = { poster, messages: new MemoryMessageStore(), clock: new MovedClock() };
  const crashing = crashableContext(parts, phase.signal);
  const living = liveMessages(crashing.poster, crashing.messages, crashing.clock, new MemoryLogger());
  parts.clock.atEachSleep = () => phase.abort();
  const show = (text: string) =>
    living.show('kick 1', ['C0HELPDESK'], { ...noticeView(text), isProgress: true });

  await show('under way');
  const last = show('further');

  expect(await settledOf(last)).toBe('silent');
  expect(poster.sent.map(({ text }) => text)).toEqual(['under way']);
});

test('an update that waits in line at the end is not made later', async () => {
  const phase = new AbortController();
  const client = new WebClient();
  const answers = Promise.withResolvers<{ readonly ok: true }>();
  const updated: unknown[] = [];
  Object.assign(client.chat, {
    update: ({ ts }: { readonly ts: string }) => {
      updated.push(ts);
      return answers.promise;
    },
  });
  const crashing = crashableContext({ client, clock: new MovedClock() }, phase.signal);
  const poster = messagePoster(crashing.client, crashing.clock);
  const updates = Array.from({ length: 8 }, (_, number) =>
    poster.update({ channel: 'C0HELPDESK', ts: `${number}` }, () => noticeView('ended')),
  );
  await settledOf(Promise.all(updates));
  const before = updated.length;

  phase.abort();
  answers.resolve({ ok: true });

  expect(await settledOf(Promise.all(updates))).toBe('silent');
  expect(before).toBeLessThan(8);
  expect(updated).toHaveLength(before);
});

test('the next invocation finishes what one left unfinished, and terminates nothing twice', async () => {
  const app = anApp(someConnections(2));
  const phase = new AbortController();
  app.vpn.onTerminate = () => phase.abort();
  void kick(crashableContext(app, phase.signal), aKickOrder());
  await settledOf(new Promise(() => {}));

  await app.clock.sleep(20_000);
  await runDueJobs(app);

  expect(app.vpn.terminations).toHaveLength(1);
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
});
