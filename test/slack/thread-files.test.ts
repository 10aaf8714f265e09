import { expect, test } from 'vitest';
import type { FileSharer, SharedFile } from '../../src/slack/file-sharer.ts';
import { threadFiles } from '../../src/slack/thread-files.ts';
import { MemoryMessageStore } from '../doubles/memory-message-store.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { MemoryLogger } from './memory-logger.ts';

const picture: SharedFile = { name: 'week.png', title: 'Week', content: 'png', altText: 'Peak 41' };

async function aScene(shareInThread?: FileSharer['shareInThread']) {
  const store = new MemoryMessageStore();
  await store.save('report', { channel: 'C0SECOPS', ts: '1.1' });
  const shared: (readonly unknown[])[] = [];
  const files = {
    shareInThread:
      shareInThread ??
      (async (...given: readonly unknown[]) => {
        shared.push(given);
        return 'shared' as const;
      }),
  };
  const logger = new MemoryLogger();
  const process = (me: string) => threadFiles(store, files, new MovedClock(), logger, me);
  return { store, shared, logger, process };
}

test('files are shared in the thread of the message, once', async () => {
  const { shared, process } = await aScene();
  const { attach } = process('one');

  await attach('report charts', 'report', async () => [picture]);
  await attach('report charts', 'report', async () => [picture]);

  expect(shared).toEqual([['C0SECOPS', '1.1', [picture]]]);
});

test('of two processes that begin at the same time, one shares them', async () => {
  const { shared, process } = await aScene();

  await Promise.all(
    ['one', 'two'].map((me) => process(me).attach('report charts', 'report', async () => [picture])),
  );

  expect(shared).toHaveLength(1);
});

test('after a crash while they were loaded, no later process loads them again', async () => {
  const { shared, process } = await aScene();
  const crashed = Promise.withResolvers<void>();
  void process('one').attach('report charts', 'report', () => {
    crashed.resolve();
    return new Promise(() => {});
  });
  await crashed.promise;

  await process('two').attach('report charts', 'report', async () => [picture]);

  expect(shared).toEqual([]);
});

test('a failure is logged, and nothing is tried again', async () => {
  const { shared, logger, process } = await aScene();
  const { attach } = process('one');

  await attach('report charts', 'report', async () => {
    throw new Error('not drawn');
  });
  await attach('report charts', 'report', async () => [picture]);

  expect(logger.lines).toEqual([expect.stringMatching(/^error (.|\n)*not drawn/)]);
  expect(shared).toEqual([]);
});

test('without the scope for files, that is logged once', async () => {
  const { logger, process } = await aScene(async () => 'scope_missing');
  const { attach } = process('one');

  await attach('report charts', 'report', async () => [picture]);
  await attach('report charts', 'report', async () => [picture]);

  expect(logger.lines).toEqual([expect.stringMatching(/^warn .*files:write/)]);
});

test('nothing is loaded as long as the message is not posted, and it is not too late then', async () => {
  const { store, shared, process } = await aScene();
  const { attach } = process('one');
  await store.delete('report');

  await attach('report charts', 'report', async () => [picture]);
  expect(shared).toEqual([]);

  await store.save('report', { channel: 'C0SECOPS', ts: '1.2' });
  await attach('report charts', 'report', async () => [picture]);
  expect(shared).toHaveLength(1);
});
