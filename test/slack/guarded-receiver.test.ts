import type { App, ReceiverEvent } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { Failure } from '../../src/domain/failure.ts';
import type { ReplayCache } from '../../src/ports/replay-cache.ts';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import { type Guards, guardedReceiver, type RequestNote } from '../../src/slack/guarded-receiver.ts';
import { ReplayedRequest } from '../../src/slack/replays.ts';
import type { RequestGate } from '../../src/slack/request-gate.ts';
import { MemoryReplayCache } from '../doubles/memory-replay-cache.ts';
import { MemoryLogger } from './memory-logger.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const clock = { now: () => new Date('2026-11-02T12:00:00Z') };

/** A guard whose listeners are this function, and a Slack that hears of acknowledgements. */
function aScene(listener: (event: ReceiverEvent) => Promise<void>, guards: Guards = {}) {
  const notes: RequestNote[] = [];
  const denied: unknown[] = [];
  const acks: unknown[] = [];
  const logger = new MemoryLogger();
  let guarded: App | undefined;
  const guard = guardedReceiver(
    {
      init: (app) => {
        guarded = app;
      },
      start: async () => {},
      stop: async () => {},
    },
    logger,
    { acknowledged: (note) => notes.push(note), denied: (body) => denied.push(body) },
    clock,
    guards,
  );
  guard.receiver.init(Object.create({ processEvent: listener }));
  const deliver = async (body: object = {}) => {
    const ack: ReceiverEvent['ack'] = async (response) => void acks.push(response);
    await guarded?.processEvent({ body: { ...body }, ack });
  };
  return { guard, deliver, notes, acks, denied, logger };
}

const ackedBy = (notes: readonly RequestNote[]) => notes.map(({ ackedBy: who }) => who);

test('a request that a listener acknowledges is acknowledged once, with its answer', async () => {
  const { deliver, acks, notes } = aScene(async ({ ack }) => {
    await ack({ response_action: 'clear' });
    await ack();
  });

  await deliver();

  expect(acks).toEqual([{ response_action: 'clear' }]);
  expect(ackedBy(notes)).toEqual(['listener']);
});

test('what no listener acknowledged is acknowledged at its end', async () => {
  const { deliver, acks, notes } = aScene(async () => {});

  await deliver();

  expect(acks).toEqual([undefined]);
  expect(ackedBy(notes)).toEqual(['end']);
});

test('what threw before it was acknowledged is acknowledged all the same', async () => {
  const { deliver, acks } = aScene(async () => {
    throw new Error('too early');
  });

  await expect(deliver()).rejects.toThrow('too early');

  expect(acks).toHaveLength(1);
});

test('after two and a half seconds the watchdog acknowledges, and a late listener does not again', async () => {
  const slow = Promise.withResolvers<void>();
  const { deliver, acks, notes, logger } = aScene(async ({ ack }) => {
    await slow.promise;
    await ack();
  });
  const delivered = deliver();

  await vi.advanceTimersByTimeAsync(2_499);
  expect(acks).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(acks).toHaveLength(1);
  slow.resolve();
  await delivered;

  expect(acks).toHaveLength(1);
  expect(ackedBy(notes)).toEqual(['watchdog']);
  expect(logger.lines).toHaveLength(1);
});

test('the watchdog leaves alone what was acknowledged', async () => {
  const { deliver, acks } = aScene(({ ack }) => ack());
  await deliver();

  await vi.advanceTimersByTimeAsync(10_000);

  expect(acks).toHaveLength(1);
});

test('a request that is delivered twice is acknowledged twice and worked on once', async () => {
  const listener = vi.fn(async () => {});
  const { deliver, acks } = aScene(listener);

  await deliver({ trigger_id: '1' });
  await deliver({ trigger_id: '1' });
  await deliver({ trigger_id: '2' });

  expect(acks).toHaveLength(3);
  expect(listener).toHaveBeenCalledTimes(2);
});

test('draining waits for the work under way, and turns away what comes on top', async () => {
  const slow = Promise.withResolvers<void>();
  const { guard, deliver, acks, denied } = aScene(() => slow.promise);
  const working = deliver({ trigger_id: '1' });
  let isDrained = false;
  const draining = guard.drain().then(() => {
    isDrained = true;
  });

  await deliver({ trigger_id: '2' });
  expect([isDrained, denied, acks.length]).toEqual([false, [{ trigger_id: '2' }], 1]);
  slow.resolve();
  await Promise.all([working, draining]);

  expect(isDrained).toBe(true);
});

test('draining goes on although a request fails', async () => {
  const { guard, deliver } = aScene(async () => {
    throw new Error('failed');
  });
  const working = deliver();

  await Promise.allSettled([working, guard.drain()]);

  await expect(guard.drain()).resolves.toBeUndefined();
});

test('a flood is acknowledged and turned away, and what is under way goes on', async () => {
  const slow = Promise.withResolvers<void>();
  const { deliver, acks, denied } = aScene(() => slow.promise);
  const deliveries = Array.from({ length: 310 }, (_, index) => deliver({ trigger_id: String(index) }));
  await vi.advanceTimersByTimeAsync(0);

  expect(denied).toHaveLength(10);
  expect(acks).toHaveLength(10);
  slow.resolve();
  await Promise.all(deliveries);

  expect(acks).toHaveLength(310);
});

const askingOrOnce = [
  ['an unblock', { command: '/vpn', text: 'unblock mallory' }],
  ['a press of Unblock', { type: 'block_actions', actions: [{ action_id: 'lift' }] }],
  ['a submission, which the record knows', { type: 'view_submission' }],
  [
    'a press of Approve, which the record knows',
    { type: 'block_actions', actions: [{ action_id: 'approve' }] },
  ],
  ['a kick', { command: '/vpn', text: 'kick @bob hangs' }],
  ['a block', { command: '/vpn', text: ' Block mallory 4h' }],
  ['a kick by another word', { command: '/vpn', text: 'Terminate @bob hangs' }],
  [
    'a press of Continue',
    { type: 'block_actions', actions: [{ action_id: 'continue_command', value: 'kick bob stale' }] },
  ],
  ['a press of Terminate', { type: 'block_actions', actions: [{ action_id: 'terminate' }] }],
] as const;
const acting = [
  ['a press of Share', { type: 'block_actions', actions: [{ action_id: 'list_share' }] }],
  ['a press of Export', { type: 'block_actions', actions: [{ action_id: actionIds.auditExport }] }],
  ['a press of a button that nobody knows', { type: 'block_actions', actions: [{ action_id: 'new' }] }],
] as const;
const looking = [
  ['who', { command: '/vpn', text: 'who' }],
  ['help', { command: '/vpn', text: '' }],
  ['a press of Run it', { type: 'block_actions', actions: [{ action_id: 'run_command', value: 'who' }] }],
  ['a turn of a list', { type: 'block_actions', actions: [{ action_id: 'list_next' }] }],
  ['a turn of the record', { type: 'block_actions', actions: [{ action_id: 'record_older' }] }],
] as const;

describe('a request that an earlier process has worked on', () => {
  it.each([...acting, ...askingOrOnce])(
    'is acknowledged and not worked on again: %s',
    async (_title, body) => {
      const replays = new MemoryReplayCache();
      const worked = vi.fn();
      const listener = async ({ ack }: ReceiverEvent) => {
        await ack();
        worked();
      };
      await aScene(listener, { replays }).deliver(body);

      const { deliver, acks } = aScene(listener, { replays });
      await expect(deliver(body)).rejects.toBeInstanceOf(ReplayedRequest);

      expect(acks).toHaveLength(1);
      expect(worked).toHaveBeenCalledTimes(1);
    },
  );

  it.each(looking)('is answered again where it only looks: %s', async (_title, body) => {
    const replays = new MemoryReplayCache();
    const worked = vi.fn(async ({ ack }: ReceiverEvent) => ack());
    await aScene(worked, { replays }).deliver(body);

    await aScene(worked, { replays }).deliver(body);

    expect(worked).toHaveBeenCalledTimes(2);
  });
});

describe('while the store cannot tell whether a request was worked on', () => {
  const cannotTell: ReplayCache = {
    isFirst: () => Promise.reject(new Failure('store_unavailable', 'locked')),
  };
  const neverTells: ReplayCache = { isFirst: () => new Promise(() => {}) };

  it.each(acting)('nothing is done: %s', async (_title, body) => {
    const { deliver, acks } = aScene(
      async ({ ack }) => {
        await ack();
        throw new Error('it was done');
      },
      { replays: cannotTell },
    );

    await expect(deliver(body)).rejects.toMatchObject({ code: 'store_unavailable' });

    expect(acks).toHaveLength(1);
  });

  it.each([...looking, ...askingOrOnce])(
    'looks go on working, and so does what cannot act twice: %s',
    async (_title, body) => {
      const worked = vi.fn(async ({ ack }: ReceiverEvent) => ack());

      await aScene(worked, { replays: cannotTell }).deliver(body);

      expect(worked).toHaveBeenCalledTimes(1);
    },
  );

  it('a request is acknowledged before the store is asked, and not waited with for long', async () => {
    const { deliver, acks } = aScene(async ({ ack }) => ack(), { replays: neverTells });

    const delivered = deliver({ type: 'block_actions', actions: [{ action_id: 'list_share' }] });
    delivered.catch(() => {});
    await vi.advanceTimersByTimeAsync(0);
    expect(acks).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);

    await expect(delivered).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

describe('a gate', () => {
  const admitting = (hasGrants: boolean): RequestGate => ({ admit: () => ({ kind: 'admitted', hasGrants }) });
  const refusing: RequestGate = { admit: () => ({ kind: 'refused', ack: { response_action: 'errors' } }) };

  it('refuses a request, which is acknowledged with its answer and not worked on, nor looked up in the store', async () => {
    const listener = vi.fn(async () => {});
    const replays: ReplayCache = { isFirst: () => Promise.reject(new Error('asked')) };
    const { deliver, acks } = aScene(listener, { gate: refusing, replays });

    await deliver({ command: '/vpn', text: 'kick @bob hangs' });

    expect(acks).toEqual([{ response_action: 'errors' }]);
    expect(listener).not.toHaveBeenCalled();
  });

  it.each([
    ['people without grants, of whom a part is kept for others', false, 200],
    ['people with grants', true, 300],
  ])('has so many requests worked on at once: of %s', async (_title, hasGrants, most) => {
    const slow = Promise.withResolvers<void>();
    const { deliver, denied } = aScene(() => slow.promise, { gate: admitting(hasGrants) });

    const all = Array.from({ length: 310 }, (_, index) => deliver({ trigger_id: String(index) }));
    await vi.advanceTimersByTimeAsync(0);

    expect(denied).toHaveLength(310 - most);
    slow.resolve();
    await Promise.all(all);
  });
});

test('remembers a request at the time of the clock', async () => {
  const rememberedAt: Date[] = [];
  const replays: ReplayCache = {
    isFirst: async (_, at) => {
      rememberedAt.push(at);
      return true;
    },
  };

  await aScene(async ({ ack }) => ack(), { replays }).deliver({ command: '/vpn', text: 'kick bob' });

  expect(rememberedAt).toEqual([clock.now()]);
});
