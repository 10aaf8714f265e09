import { AwsClient } from 'aws4fetch';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { credentials, ec2ForTest, prodEu, stoppedClock } from './ec2-for-test.ts';

const group = '/aws/clientvpn/prod-eu';
const endpoint = {
  id: prodEu,
  name: 'prod-eu',
  region: 'eu-west-1',
  authentication: 'federated',
  connectionLog: { group },
} as const;

async function aLoggingEndpoint(over: object = {}) {
  const clock = stoppedClock();
  const ec2 = await ec2ForTest({ now: clock.now, terminationMs: 0, endpoints: [{ ...endpoint, ...over }] });
  return { clock, ec2, read: (input: object = {}) => filterLogEvents(ec2.url, input) };
}

async function filterLogEvents(url: string, input: object) {
  const aws = new AwsClient({ ...credentials, region: 'eu-west-1', service: 'logs', retries: 0 });
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Logs_20140328.FilterLogEvents',
  };
  const body = JSON.stringify({ logGroupName: group, ...input });
  const response = await aws.fetch(url, { method: 'POST', headers, body });
  return { status: response.status, answer: answerSchema.parse(await response.json()) };
}

const answerSchema = z.looseObject({
  events: z.array(z.object({ timestamp: z.number(), message: z.string() })).default([]),
  nextToken: z.string().optional(),
});

function messagesIn({ answer }: Awaited<ReturnType<typeof filterLogEvents>>) {
  return answer.events.map(({ message }): unknown => JSON.parse(message));
}

it('writes an entry when a connection begins and when it ends', async () => {
  const { clock, ec2, read } = await aLoggingEndpoint();
  const id = ec2.connect({ endpointId: prodEu, username: 'bob@example.com' });
  clock.pass(60_000);
  ec2.setAssociated(prodEu, false);

  expect(messagesIn(await read())).toEqual([
    expect.objectContaining({
      'connection-log-type': 'connection-attempt',
      'connection-attempt-status': 'successful',
      'connection-id': id,
      username: 'bob@example.com',
      'device-ip': expect.stringMatching(/^203\.0\.113\.\d+$/),
      'connection-end-time': 'NA',
    }),
    expect.objectContaining({
      'connection-log-type': 'connection-reset',
      'connection-attempt-status': 'NA',
      'connection-id': id,
      'connection-end-time': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      'connection-duration-seconds': '60',
      'ingress-bytes': expect.stringMatching(/^[1-9]\d*$/),
    }),
  ]);
});

it('returns the events of a time, in pages, that contain a quoted term', async () => {
  const { clock, ec2, read } = await aLoggingEndpoint();
  for (const name of ['anna', 'bob', 'bobby']) {
    ec2.connect({ endpointId: prodEu, username: name });
    clock.pass(1_000);
  }
  const first = await read({ filterPattern: '"bob"', limit: 1 });
  const second = await read({ filterPattern: '"bob"', limit: 1, nextToken: first.answer.nextToken });

  expect(messagesIn(first)).toMatchObject([{ username: 'bob' }]);
  expect(messagesIn(second)).toMatchObject([{ username: 'bobby' }]);
  expect(second.answer.nextToken).toBeUndefined();
  const startTime = second.answer.events[0]?.timestamp;
  expect(messagesIn(await read({ startTime }))).toMatchObject([{ username: 'bobby' }]);
});

it('knows no group that no endpoint writes to, or that was deleted', async () => {
  const { read } = await aLoggingEndpoint({ connectionLog: { group, isMissing: true } });

  expect(await read()).toEqual({
    status: 400,
    answer: {
      __type: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
      events: [],
    },
  });
});

it('denies a role that may not read the group', async () => {
  const { ec2, read } = await aLoggingEndpoint();
  ec2.setFaults({ denied: ['FilterLogEvents'] });

  expect(await read()).toMatchObject({ status: 400, answer: { __type: 'AccessDeniedException' } });
});

it.each([
  ['a pattern that it does not know', { filterPattern: '{ $.x = 1 }' }],
  ['a token of another service', { nextToken: 'x' }],
  ['a limit that is too large', { limit: 10_001 }],
  ['a parameter that it does not know', { interleaved: true }],
])('refuses %s', async (_, input) => {
  const { read } = await aLoggingEndpoint();

  expect(await read(input)).toMatchObject({ status: 400, answer: { __type: 'InvalidParameterException' } });
});
