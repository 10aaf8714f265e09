import { expect, test } from 'vitest';
import { sharedProbe } from '../../src/app/compose.ts';

/** A probe that is answered by hand, and a clock that is moved by hand. */
function aScene() {
  let nowMs = 0;
  const asked: PromiseWithResolvers<string>[] = [];
  const probe = sharedProbe(
    () => {
      const answer = Promise.withResolvers<string>();
      asked.push(answer);
      return answer.promise;
    },
    5_000,
    () => nowMs,
  );
  return {
    probe,
    asked,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('everyone who asks while the probe runs gets the same answer', async () => {
  const { probe, asked, wait } = aScene();
  const answers = [probe(), probe()];
  wait(60_000);
  answers.push(probe());

  asked[0]?.resolve('ready');

  expect(await Promise.all(answers)).toEqual(['ready', 'ready', 'ready']);
  expect(asked).toHaveLength(1);
});

test('an answer serves for five seconds after it came', async () => {
  const { probe, asked, wait } = aScene();
  const first = probe();
  wait(60_000);
  asked[0]?.resolve('ready');
  await first;

  wait(4_999);
  expect(await probe()).toBe('ready');
  wait(1);
  const second = probe();
  asked[1]?.resolve('unready');

  expect(await second).toBe('unready');
  expect(asked).toHaveLength(2);
});

test('a failed probe is not shared with later callers', async () => {
  const { probe, asked } = aScene();
  const failed = probe();
  asked[0]?.reject(new Error('odd'));
  await expect(failed).rejects.toThrow('odd');

  const next = probe();
  asked[1]?.resolve('ready');

  expect(await next).toBe('ready');
});
