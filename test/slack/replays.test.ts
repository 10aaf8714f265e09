import { expect, test } from 'vitest';
import { idOfRequest, seenRequests } from '../../src/slack/replays.ts';

const minute = 60_000;

function aMemory() {
  let now = 1;
  const { isFirst } = seenRequests(() => now);
  const wait = (ms: number) => {
    now += ms;
  };
  return { isFirst, wait };
}

test('a request is the first of its kind once', () => {
  const { isFirst } = aMemory();

  expect(['1', '2', '1'].map(isFirst)).toEqual([true, true, false]);
});

test('it is remembered for longer than Slack signs it', () => {
  const { isFirst, wait } = aMemory();
  isFirst('1');

  wait(9 * minute);
  expect(isFirst('1')).toBe(false);
  wait(2 * minute);
  expect(isFirst('1')).toBe(true);
});

test('a flood does not make it forget everything', () => {
  const { isFirst } = aMemory();
  for (let id = 0; id < 20_000; id += 1) isFirst(String(id));

  expect(isFirst('19000')).toBe(false);
});

test('a request has the same id however often it is delivered, and another has another', () => {
  const command = { command: '/vpn', text: 'who', trigger_id: '1' };

  expect(idOfRequest({ ...command })).toBe(idOfRequest(command));
  expect(idOfRequest({ ...command, trigger_id: '2' })).not.toBe(idOfRequest(command));
});

test('an event has the same id in every delivery, whatever else Slack sends with it', () => {
  const event = { type: 'event_callback', event_id: 'Ev1', event_time: 1 };

  expect(idOfRequest({ ...event, event_context: '4-x' })).toBe(idOfRequest(event));
  expect(idOfRequest({ ...event, event_id: 'Ev2' })).not.toBe(idOfRequest(event));
});
