import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { startStrictQueues } from './strict-queues.ts';

/** The queue of requests and the one for those that nobody could work on, as infra/ makes them. */
export interface RequestQueue {
  /** For `AWS_ENDPOINT_URL_SQS`. */
  readonly endpoint: string;
  readonly url: string;
  /** Of the queue of refused requests. */
  readonly refusedUrl: string;
  /** Every refused request that nobody has counted yet. */
  refused(): readonly string[];
  /** Every request on the queue, whether or not somebody works on it. */
  waiting(): readonly string[];
  dead(): readonly string[];
  /** Whether a request may be received now; without it, asking is no use. */
  isAnyVisible(): boolean;
  /** At most five requests that nobody works on. They come again unless they are removed in time. */
  receive(): Promise<readonly QueuedMessage[]>;
  remove(message: QueuedMessage): Promise<void>;
  /** Puts a message there that the ingress did not write. */
  put(message: string): Promise<void>;
  stop(): Promise<void>;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly receipt: string;
}

const region = 'eu-west-1';
const fifo = { FifoQueue: 'true' };

/** @param visibilityS How long a request stays with the worker that died with it. */
export async function startRequestQueue(visibilityS = 90): Promise<RequestQueue> {
  const sqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false, defaultRegion: region });
  const dead = sqs.createQueue('dead.fifo', { region, attributes: fifo });
  const redrive = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: 3 });
  const attributes = { ...fifo, VisibilityTimeout: String(visibilityS), RedrivePolicy: redrive };
  sqs.createQueue('requests.fifo', { region, attributes });
  sqs.createQueue('refused', { region, attributes: { VisibilityTimeout: String(visibilityS) } });

  const strict = await startStrictQueues(sqs.address);

  const url = `${strict.address}/000000000000/requests.fifo`;
  const credentials = { accessKeyId: 'AKIAQUEUE00000000000', secretAccessKey: 'secret-of-the-queue' };
  const client = new SQSClient({ endpoint: strict.address, region, credentials });

  return {
    endpoint: strict.address,
    url,
    refusedUrl: `${strict.address}/000000000000/refused`,
    refused: () => bodiesIn(sqs.inspectQueue('refused')?.messages),
    waiting: () => bodiesIn(sqs.inspectQueue('requests.fifo')?.messages),
    dead: () => bodiesIn(sqs.inspectQueue('dead.fifo')?.messages),
    isAnyVisible: () => isAnyVisible(sqs.inspectQueue('requests.fifo')?.messages),
    receive: async () => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 5, WaitTimeSeconds: 0 }),
      );
      return Messages.map(({ MessageId: id = '', Body: body = '', ReceiptHandle: receipt = '' }) => ({
        id,
        body,
        receipt,
      }));
    },
    remove: async ({ receipt }) => {
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }));
    },
    put: async (MessageBody) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageGroupId: 'g',
          MessageDeduplicationId: 'd',
          MessageBody,
        }),
      );
    },
    stop: async () => {
      await strict.stop();
      await sqs.stop();
    },
  };
}

interface Messages {
  readonly ready: readonly { readonly body: string }[];
  readonly inflight: readonly {
    readonly message: { readonly body: string };
    readonly visibilityDeadline: number;
  }[];
}

function isAnyVisible({ ready, inflight }: Messages = { ready: [], inflight: [] }): boolean {
  return ready.length > 0 || inflight.some(({ visibilityDeadline }) => visibilityDeadline <= Date.now());
}

function bodiesIn({ ready, inflight }: Messages = { ready: [], inflight: [] }): readonly string[] {
  return [...ready, ...inflight.map(({ message }) => message)].map(({ body }) => body);
}
