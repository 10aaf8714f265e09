import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';
import { subMinutes } from 'date-fns/subMinutes';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../src/domain/endpoint.ts';
import { showHistory } from '../../../src/features/history/show-history.ts';
import { whole } from '../../../src/ports/vpn-gateway.ts';
import type { MessageView } from '../../../src/slack/block-kit/blocks.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { endpointId } from '../../builders/ids.ts';
import { aChannelRule, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const now = new Date('2026-11-02T09:00:00Z');

/** Everyone's history on endpoints that were first observed at these times. */
async function historyOn(beginnings: readonly Date[]): Promise<MessageView> {
  const endpoints: readonly Endpoint[] = beginnings.map((_, index) =>
    anEndpoint({
      id: endpointId(`cvpn-endpoint-${String(index).padStart(17, '0')}`),
      name: `office-${index}`,
    }),
  );
  const app = anApp([], someRules({ endpoints, channels: [aChannelRule({ endpoints })] }));
  for (const [index, at] of beginnings.entries()) {
    const { id } = endpoints[index] ?? anEndpoint();
    await app.history.recordObservation({ endpointId: id, at, since: at, active: 0 });
  }
  const shown = await showHistory(
    memoryListenerDeps(app),
    aRequester(helga),
    { list: 'history', targetRef: { kind: 'everyone' }, on: undefined, page: 0 },
    { audience: 'requester', freshness: whole },
  );
  if (shown.kind !== 'shown') throw new Error(shown.why);
  return shown.view;
}

test('names in one sentence the latest beginnings of the history of many endpoints', async () => {
  const beginnings = Array.from({ length: 60 }, (_, index) => subMinutes(now, 5 * (60 - index)));

  const { blocks } = await historyOn(beginnings);

  const sentences = blocks.map((block) => JSON.stringify(block)).filter((text) => text.includes('begins'));
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toMatch(/begins later: .*office-59.*office-58.*office-57.*, 57 more\./);
  expect(blocks.length).toBeLessThanOrEqual(50);
});

test('names together the endpoints whose history begins at the same time', async () => {
  const { blocks } = await historyOn([subHours(now, 2), new Date(subHours(now, 2).getTime() + 4_000)]);

  expect(JSON.stringify(blocks)).toMatch(/The history of \*office-1\* and \*office-0\* begins <!date/);
});

describe('the title of an empty history', () => {
  const observed = (since: Date) =>
    [anEndpoint(), lab].map(({ id }) => ({ endpointId: id, since, at: now, active: 0 }));

  async function titleOf(app: MemoryContext): Promise<string> {
    const shown = await showHistory(
      memoryListenerDeps(app),
      aRequester(helga),
      { list: 'history', targetRef: { kind: 'person', person: bob.id }, on: undefined, page: 0 },
      { audience: 'requester', freshness: whole },
    );
    const title = shown.kind === 'shown' ? shown.view.text : shown.why;
    return title.replaceAll('\u00A0', ' ').split('\n')[0] ?? '';
  }

  test('claims that there were none where all of the time was observed', async () => {
    const app = anApp();
    for (const observation of observed(subDays(now, 8))) await app.history.recordObservation(observation);

    expect(await titleOf(app)).toMatch(/^No connections of \S+ in the last 7 days$/);
  });

  test.each([
    ['an endpoint was never observed', []],
    ['the history begins later', observed(subDays(now, 3))],
  ])('says that none were found where %s', async (_, observations) => {
    const app = anApp();
    for (const observation of observations) await app.history.recordObservation(observation);

    expect(await titleOf(app)).toMatch(/^No connections of \S+ found in the last 7 days$/);
  });

  test('does not claim that there were none where not all of them were read', async () => {
    const app = anApp();
    for (const observation of observed(subDays(now, 8))) await app.history.recordObservation(observation);
    app.history.find = async () => ({ records: [], isCut: true });

    expect(await titleOf(app)).toBe('No match among the latest connections in the last 7 days');
  });
});
