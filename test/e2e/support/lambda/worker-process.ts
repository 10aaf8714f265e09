import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';

/**
 * One execution environment of the worker, in a process of its own: `node worker-process.ts <folder> queue|schedule`.
 * It calls the handler as Lambda does, one call at a time, with what the queue brings or whenever the schedule is due.
 */
const timeoutMs = 60_000;
const scheduleMs = 2_000;
const queueMs = 100;
const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

const [, , folder = '', calledBy] = process.argv;
const { handler } = await import(pathToFileURL(`${folder}/index.mjs`).href);
const queue = new SQSClient({});
const QueueUrl = process.env.REQUEST_QUEUE_URL;

process.stderr.write(`${JSON.stringify({ msg: 'ready', port: 0 })}\n`);
for (;;) {
  await (calledBy === 'schedule' ? call({ source: 'aws.events' }).then(() => sleep(scheduleMs)) : workOff());
}

/** It does not wait for messages at the queue: what asks there for Lambda is not killed, and gets none once it is dead. */
async function workOff(): Promise<void> {
  const { Messages = [] } = await queue.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 5, WaitTimeSeconds: 0 }),
  );
  if (Messages.length === 0) return sleep(queueMs);

  const Records = Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
  const { data } = answerSchema.safeParse(await call({ Records }));
  // A call that failed leaves the whole batch on the queue.
  const left = data?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  await Promise.all(
    Messages.filter(({ MessageId }) => left?.includes(MessageId ?? '') === false).map(remove),
  );
}

async function call(event: object): Promise<unknown> {
  const endsAt = Date.now() + timeoutMs;
  try {
    return await handler(event, { getRemainingTimeInMillis: () => endsAt - Date.now() });
  } catch (error) {
    process.stderr.write(`the handler threw: ${String(error)}\n`);
    return undefined;
  }
}

async function remove({ ReceiptHandle }: Message): Promise<void> {
  await queue.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}
