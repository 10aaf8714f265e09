import { expect, test } from 'vitest';
import { messageFromQueuedRequest } from '../../src/lambda/queued-request.ts';
import { workOffRequests } from '../../src/lambda/work-off-requests.ts';
import type { HandedRequest } from '../../src/slack/handed-app.ts';

const now = Date.parse('2026-11-02T09:00:00Z');
const forever = new AbortController().signal;

function aRecord(text: string, { secondsAgo = 1, viewId = undefined as string | undefined } = {}) {
  const body = new URLSearchParams({ command: '/vpn', text }).toString();
  const signedAtMs = now - secondsAgo * 1_000;
  return { messageId: `id of ${text}`, body: messageFromQueuedRequest({ body, signedAtMs, viewId }) };
}

/** A bot that takes what is handed to it, throws at `fail`, and never comes to an end with `hang`. */
function aScene() {
  const handed: HandedRequest[] = [];
  const hand = async (one: HandedRequest) => {
    handed.push(one);
    if (one.request.text === 'fail') throw new Error('failed');
    if (one.request.text === 'hang') await new Promise(() => {});
  };
  const workOff = (records: readonly { messageId: string; body: string }[], until = forever) =>
    workOffRequests({ hand }, { Records: records }, () => now, until);
  return { handed, workOff };
}

test('every request is handed over as Slack sent it, with the modal that was opened for it', async () => {
  const { handed, workOff } = aScene();

  const answer = await workOff([aRecord('who'), aRecord('kick bob', { viewId: 'V1' })]);

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(handed).toEqual([
    { request: { command: '/vpn', text: 'who' }, viewId: undefined, isLate: false },
    { request: { command: '/vpn', text: 'kick bob' }, viewId: 'V1', isLate: false },
  ]);
});

test.each([
  [120, false],
  [121, true],
])('a request that Slack signed %s s ago is late: %s', async (secondsAgo, isLate) => {
  const { handed, workOff } = aScene();

  await workOff([aRecord('who', { secondsAgo })]);

  expect(handed).toMatchObject([{ isLate }]);
});

test('one that fails is delivered again, and the others are not', async () => {
  const { workOff } = aScene();

  expect(await workOff([aRecord('who'), aRecord('fail'), aRecord('me')])).toEqual({
    batchItemFailures: [{ itemIdentifier: 'id of fail' }],
  });
});

test('one that nobody can read stays on the queue, until it is among the dead letters', async () => {
  const { handed, workOff } = aScene();
  const unreadable = { messageId: 'id of nothing', body: '{}' };

  expect(await workOff([unreadable])).toEqual({ batchItemFailures: [{ itemIdentifier: 'id of nothing' }] });
  expect(handed).toEqual([]);
});

test('when time is over, it answers for those that are done, and the rest is delivered again', async () => {
  const { workOff } = aScene();

  const answer = await workOff([aRecord('who'), aRecord('hang')], AbortSignal.timeout(20));

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'id of hang' }] });
});
