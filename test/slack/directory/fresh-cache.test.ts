import { expect, test } from 'vitest';
import { freshCache } from '../../../src/slack/directory/fresh-cache.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';

function aCache(most = 10) {
  const clock = new MovedClock();
  const cache = freshCache<string>(clock, 15_000, most);
  const asked: string[] = [];
  const get = (key: string, answer: () => Promise<string> = async () => `${key} ${asked.length}`) =>
    cache.get(
      key,
      () => {
        asked.push(key);
        return answer();
      },
      (value) => value !== 'unverifiable',
    );
  return { clock, asked, get };
}

test('concurrent requests for the same key share one call', async () => {
  const { asked, get } = aCache();

  const answers = await Promise.all([get('bob'), get('bob'), get('bob'), get('anna')]);

  expect(asked).toEqual(['bob', 'anna']);
  expect(new Set(answers.slice(0, 3)).size).toBe(1);
});

test('an answer is fresh for its time, and then asked for anew', async () => {
  const { clock, asked, get } = aCache();
  await get('bob');
  await clock.sleep(14_999);
  await get('bob');
  expect(asked).toHaveLength(1);

  await clock.sleep(1);
  await get('bob');

  expect(asked).toHaveLength(2);
});

test.each([-3_600_000, 3_600_000])(
  'an answer is not fresh for longer because the clock was set by %i ms',
  async (byMs) => {
    const { clock, asked, get } = aCache();
    await get('bob');

    clock.set(byMs);
    await clock.sleep(15_000);
    await get('bob');

    expect(asked).toHaveLength(2);
  },
);

test('a failure is told to all who asked, and not kept', async () => {
  const { asked, get } = aCache();
  const failing = () => Promise.reject(new Error('no answer'));

  const asking = await Promise.allSettled([get('bob', failing), get('bob', failing)]);

  expect(asking.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(get('bob', async () => 'here')).resolves.toBe('here');
  expect(asked).toHaveLength(2);
});

test('an answer that is not to be kept is asked for anew', async () => {
  const { asked, get } = aCache();
  await get('bob', async () => 'unverifiable');

  await get('bob');

  expect(asked).toHaveLength(2);
});

test('a late failure of an old question does not drop the answer to a newer one', async () => {
  const { clock, asked, get } = aCache();
  const { promise, reject } = Promise.withResolvers<string>();
  const old = get('bob', () => promise);
  await clock.sleep(15_000);
  await get('bob');

  reject(new Error('too late'));
  await old.catch(() => {});
  await get('bob');

  expect(asked).toHaveLength(2);
});

test('the oldest answer makes room for a new one', async () => {
  const { asked, get } = aCache(2);
  for (const key of ['bob', 'anna', 'helga']) await get(key);

  await get('anna');
  await get('bob');

  expect(asked).toEqual(['bob', 'anna', 'helga', 'bob']);
});
