import { expect, test } from 'vitest';
import type { ListState } from '../../../src/features/connections/payloads.ts';
import { sendList } from '../../../src/features/who/listeners.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, helga } from '../../doubles/an-app.ts';
import { SimulatedClock } from '../../doubles/simulated-clock.ts';
import { slowGroup, slowGroupRef } from '../../doubles/slow-group.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const requester = aRequester(helga);
const replyTo = { person: requester.person, channel: requester.channel, responseUrl: undefined };
const afterCommand = { how: 'new', age: 'lately' } as const;
const everyone: ListState = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 };

function aDeskThatReads() {
  const deps = memoryListenerDeps(anApp(someConnections(3)));
  deps.app.snapshots.progress = { read: 41_000, about: 126_000 };
  return deps;
}

const patienceIn = ({ app }: ReturnType<typeof memoryListenerDeps>) => [
  ...new Set(app.snapshots.asks.map(({ patienceMs }) => patienceMs)),
];

test('reports the progress of looking up a group’s members, within the uses of a response_url', async () => {
  const clock = new SimulatedClock();
  const deps = memoryListenerDeps(slowGroup(Object.assign(anApp(), { clock })));

  const announcing = sendList(
    deps,
    requester,
    { ...everyone, targetRef: slowGroupRef },
    replyTo,
    afterCommand,
  );
  await clock.pass(60_000);
  await announcing;

  expect(deps.poster.sent.map(({ text }) => text)).toEqual([
    ':hourglass_flowing_sand: Looking up group members in Slack: 60 of 150.',
    ':hourglass_flowing_sand: Looking up group members in Slack: 120 of 150.',
    '0 of 1 member connected',
  ]);
});

test('sends a complete list once', async () => {
  const deps = memoryListenerDeps(anApp(someConnections(3)));

  await sendList(deps, requester, everyone, replyTo, afterCommand);

  expect(deps.poster.sent.map(({ text }) => text)).toEqual(['3 connections']);
});

test('sends the partial list and then the complete one after a command, where Slack replaces nothing', async () => {
  const deps = aDeskThatReads();

  await sendList(deps, requester, everyone, replyTo, { how: 'new', age: 'lately' });

  expect(deps.poster.sent.map(({ text }) => text)).toEqual(['3 connections so far', '3 connections']);
  expect(patienceIn(deps)).toEqual([1_000, Number.POSITIVE_INFINITY]);
});

test('updates the list in place after a click, within the five uses of its response_url', async () => {
  const deps = aDeskThatReads();

  await sendList(deps, requester, everyone, replyTo, { how: 'replace', age: 'newest' });

  const texts = deps.poster.sent.map(({ text }) => text);
  expect(texts.at(-1)).toBe('3 connections');
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.length).toBeLessThanOrEqual(5);
  expect(deps.app.snapshots.asks.every(({ age }) => age === 'newest')).toBe(true);
});
