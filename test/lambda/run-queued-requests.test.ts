import { expect, test } from 'vitest';
import type { HandedRequest } from '../../src/app/handed-app.ts';
import type { RefusedCount } from '../../src/audit-log/refused-requests.ts';
import { messageFromQueuedRequest, messageFromRefusedRequest } from '../../src/lambda/queued-request.ts';
import { runQueuedRequests } from '../../src/lambda/run-queued-requests.ts';
import { channelId, personId } from '../builders/ids.ts';

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
  const recorded: RefusedCount[] = [];
  const recordRefused = async (counted: RefusedCount) => {
    if (counted.requester.name === 'unwritable') throw new Error('the record is unwritable');
    recorded.push(counted);
  };
  const workOff = (records: readonly { messageId: string; body: string }[], until = forever) =>
    runQueuedRequests({ hand, recordRefused }, { Records: records }, () => now, until);
  return { handed, recorded, workOff };
}

test('passes on every request as Slack sent it, with the modal that was opened for it', async () => {
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

test('a failed request is delivered again, and the others are not', async () => {
  const { workOff } = aScene();

  expect(await workOff([aRecord('who'), aRecord('fail'), aRecord('me')])).toEqual({
    batchItemFailures: [{ itemIdentifier: 'id of fail' }],
  });
});

test('an unreadable request stays on the queue until it becomes a dead letter', async () => {
  const { handed, workOff } = aScene();
  const unreadable = { messageId: 'id of nothing', body: '{}' };

  expect(await workOff([unreadable])).toEqual({ batchItemFailures: [{ itemIdentifier: 'id of nothing' }] });
  expect(handed).toEqual([]);
});

test('when its time is up, it reports the finished requests, and the rest are delivered again', async () => {
  const { workOff } = aScene();

  const answer = await workOff([aRecord('who'), aRecord('hang')], AbortSignal.timeout(20));

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'id of hang' }] });
});

function aRefused(person: string, { secondsAgo = 0, channel = 'C0HELPDESK', name = 'gus' } = {}) {
  const place = { id: channelId(channel), name: 'helpdesk' };
  const requester = { person: personId(person), name, team: 'T0ACME', channel: place };
  const body = messageFromRefusedRequest({ requester, atMs: now - secondsAgo * 1_000 });
  return { messageId: `${person} ${secondsAgo} ${channel}`, body };
}

test('requests that the ingress rejected are counted by person, in one entry each', async () => {
  const { handed, recorded, workOff } = aScene();
  const ofGus = [90, 60, 30].map((secondsAgo) => aRefused('U0GUS', { secondsAgo }));

  const answer = await workOff([...ofGus, aRefused('U0OTTO'), aRefused('U0OTTO', { channel: 'C0SECOPS' })]);

  expect(answer).toEqual({ batchItemFailures: [] });
  expect(handed).toEqual([]);
  const channel = { id: 'C0HELPDESK', name: 'helpdesk' };
  expect(recorded).toEqual([
    { requester: { person: 'U0GUS', name: 'gus', team: 'T0ACME', channel }, count: 3, lastedMs: 60_000 },
    {
      requester: { person: 'U0OTTO', name: 'gus', team: 'T0ACME', channel: undefined },
      count: 2,
      lastedMs: 0,
    },
  ]);
});

test('a count that cannot be recorded is delivered again, and others are not', async () => {
  const { workOff } = aScene();
  const lost = aRefused('U0GUS', { name: 'unwritable' });

  expect(await workOff([lost, aRefused('U0OTTO')])).toEqual({
    batchItemFailures: [{ itemIdentifier: lost.messageId }],
  });
});
