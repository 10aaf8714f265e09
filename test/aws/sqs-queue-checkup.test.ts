import { expect, it, onTestFinished, vi } from 'vitest';
import { sqsQueueCheckup } from '../../src/aws/sqs-queue-checkup.ts';
import { startRequestQueue } from '../e2e/support/lambda/request-queue.ts';
import { pointAwsAt } from './emulated-aws.ts';

it('counts waiting requests and dead letters', async () => {
  const queue = await aQueue();
  await queue.put('one');

  expect(await sqsQueueCheckup(queue.url).state()).toEqual({ waiting: 1, dead: 0 });
});

it('leaves the requests on the queue', async () => {
  const queue = await aQueue();
  await queue.put('one');

  await sqsQueueCheckup(queue.url).state();

  expect(queue.waiting()).toEqual(['one']);
});

it('reports a missing queue as rejected, and a missing SQS as unreachable', async () => {
  const queue = await aQueue();

  await expect(sqsQueueCheckup(`${queue.url}-not`).state()).rejects.toMatchObject({ code: 'aws_rejected' });
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', 'http://127.0.0.1:9');
  await expect(
    sqsQueueCheckup('http://127.0.0.1:9/000000000000/requests.fifo').state(),
  ).rejects.toMatchObject({ code: 'aws_unreachable' });
});

async function aQueue() {
  const queue = await startRequestQueue();
  onTestFinished(() => queue.stop());
  pointAwsAt(queue.endpoint);
  return queue;
}
