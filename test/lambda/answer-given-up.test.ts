import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { messageFromQueuedRequest } from '../../src/lambda/queued-request.ts';
import { answerGivenUp } from '../../src/lambda/run-queued-requests.ts';

/** Slack's end of a response_url, and what it was told. */
async function aResponseUrl() {
  const told: string[] = [];
  const server = createServer(async (request, response) => {
    told.push(await text(request));
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { told, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/commands/T/1/k` };
}

function aRecord(url: string, delivery: number) {
  const body = new URLSearchParams({ command: '/vpn', text: 'who', response_url: url }).toString();
  return {
    messageId: 'm',
    body: messageFromQueuedRequest({ body, signedAtMs: 0, viewId: undefined }),
    attributes: { ApproximateReceiveCount: String(delivery) },
  };
}

test('tells the person if a request is given up', async () => {
  const { told, url } = await aResponseUrl();

  await answerGivenUp([aRecord(url, 3)]);

  expect(told).toHaveLength(1);
  expect(told[0]).toContain('try again');
});

test('does nothing about a request that will be delivered again', async () => {
  const { told, url } = await aResponseUrl();

  await answerGivenUp([aRecord(url, 1), aRecord(url, 2), { messageId: 'm', body: aRecord(url, 3).body }]);

  expect(told).toEqual([]);
});

test('an unreadable request, or one without an address, does not keep others from being answered', async () => {
  const { told, url } = await aResponseUrl();
  const unreadable = { ...aRecord(url, 3), body: '{}' };

  await answerGivenUp([unreadable, aRecord('no address', 3), aRecord(url, 3)]);

  expect(told).toHaveLength(1);
});
