import { expect, test } from 'vitest';
import { TerminationRateLimiter } from '../../src/aws/termination-rate-limiter.ts';
import type { Endpoint } from '../../src/domain/endpoint.ts';
import { endpoint } from './emulated-aws.ts';

/** A clock that passes while somebody sleeps; everything that begins is noted with its time. */
function paced(rule = { burst: 20, perSecond: 4 }) {
  let nowMs = 0;
  const sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  const clock = {
    elapsedMs: () => nowMs,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ atMs: nowMs + ms, wake });
      }),
  };
  const pace = new TerminationRateLimiter(rule, clock);
  const begun: number[] = [];
  return {
    pace,
    begun,
    ask: (count: number, where: Endpoint = endpoint) => {
      for (let index = 0; index < count; index++) void pace.turn(where).then(() => begun.push(nowMs));
    },
    pass: async (ms: number) => {
      const untilMs = nowMs + ms;
      for (;;) {
        await new Promise(setImmediate);
        const [next] = sleepers.toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        sleepers.splice(sleepers.indexOf(next), 1);
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
      nowMs = untilMs;
    },
  };
}

test('a kick of 20 begins at once, and what comes after it at the configured rate, in order', async () => {
  const { ask, pass, begun } = paced();

  ask(22);
  await pass(600);

  expect(begun).toEqual([...Array.from({ length: 20 }, () => 0), 250, 500]);
});

test('a quiet time saves up no more than one burst', async () => {
  const { ask, pass, begun } = paced({ burst: 2, perSecond: 1 });
  ask(2);
  await pass(3_600_000);

  ask(3);
  await pass(10);
  expect(begun.slice(2)).toEqual([3_600_000, 3_600_000]);
  await pass(1_000);

  expect(begun).toHaveLength(5);
});

test('endpoints of one account and Region share a bucket, and others do not', async () => {
  const { ask, pass, begun } = paced({ burst: 1, perSecond: 1 });
  const role = (account: string, name: string) => ({
    ...endpoint,
    roleArn: `arn:aws:iam::${account}:role/${name}`,
  });

  ask(1);
  ask(1, { ...endpoint, region: 'us-east-1' });
  ask(1, role('111122223333', 'one'));
  ask(1, role('111122223333', 'other'));
  await pass(10);

  expect(begun).toHaveLength(3);
});

test('when AWS refuses, the burst is given up and the rate is halved, once for calls refused together', async () => {
  const { ask, pass, pace, begun } = paced();

  pace.refused(endpoint);
  pace.refused(endpoint);
  ask(3);
  await pass(1_600);

  expect(begun.map((at) => Math.round(at / 10) * 10)).toEqual([500, 980, 1_460]);
});

test('whoever was waiting for a token when AWS refused waits at the lower rate', async () => {
  const { ask, pass, pace, begun } = paced({ burst: 1, perSecond: 1 });
  ask(2);
  await pass(900);

  pace.refused(endpoint);
  await pass(1_500);
  expect(begun).toEqual([0]);
  await pass(1_000);

  expect(begun).toHaveLength(2);
});

test('the rate recovers within a minute without a refusal, and never falls to nothing', async () => {
  const { ask, pass, pace, begun } = paced({ burst: 1, perSecond: 4 });
  for (let times = 0; times < 50; times++) {
    pace.refused(endpoint);
    await pass(1_100);
  }
  ask(1);
  await pass(5_000);
  expect(begun).toHaveLength(1);

  await pass(60_000);
  ask(9);
  await pass(2_100);

  expect(begun).toHaveLength(10);
});
