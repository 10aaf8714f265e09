import { startFauxqs } from 'fauxqs';

/** The queue of requests and the one for those that nobody could work on, as infra/ makes them. */
export interface RequestQueue {
  /** For `AWS_ENDPOINT_URL_SQS`. */
  readonly endpoint: string;
  readonly url: string;
  /** Every request on the queue, whether or not somebody works on it. */
  waiting(): readonly string[];
  dead(): readonly string[];
  stop(): Promise<void>;
}

const region = 'eu-west-1';
const fifo = { FifoQueue: 'true' };

/** @param visibilityS How long a request stays with the worker that died with it. */
export async function startRequestQueue(visibilityS = 90): Promise<RequestQueue> {
  const sqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false, defaultRegion: region });
  const dead = sqs.createQueue('dead.fifo', { region, attributes: fifo });
  const redrive = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: 3 });
  const attributes = { ...fifo, VisibilityTimeout: String(visibilityS), RedrivePolicy: redrive };
  const requests = sqs.createQueue('requests.fifo', { region, attributes });

  return {
    endpoint: sqs.address,
    url: requests.queueUrl,
    waiting: () => bodiesIn(sqs.inspectQueue('requests.fifo')?.messages),
    dead: () => bodiesIn(sqs.inspectQueue('dead.fifo')?.messages),
    stop: () => sqs.stop(),
  };
}

interface Messages {
  readonly ready: readonly { readonly body: string }[];
  readonly inflight: readonly { readonly message: { readonly body: string } }[];
}

function bodiesIn({ ready, inflight }: Messages = { ready: [], inflight: [] }): readonly string[] {
  return [...ready, ...inflight.map(({ message }) => message)].map(({ body }) => body);
}
