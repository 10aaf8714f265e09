import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** SQS’s rule for these names: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const legal = /^[\x21-\x7e]{1,128}$/;
const checked = ['MessageGroupId', 'MessageDeduplicationId'] as const;

/** Stands before an emulated SQS that accepts any group or deduplication id, and refuses what SQS itself refuses. */
export async function startStrictQueues(
  sqs: string,
): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const server = createServer((asked, answer) => {
    passOn(sqs, asked, answer).catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function passOn(sqs: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const body = await text(asked);
  const illegal = illegalIn(body);
  if (illegal !== undefined) return refuse(answer, illegal);

  const { method, headers, url = '/' } = asked;
  const forwarded = request(new URL(url, sqs), { method, headers }, (received) => {
    answer.writeHead(received.statusCode ?? 502, received.headers);
    received.pipe(answer);
  });
  forwarded.on('error', () => answer.destroy());
  answer.on('close', () => forwarded.destroy());
  forwarded.end(body);
}

function illegalIn(body: string): string | undefined {
  const fields: Readonly<Record<string, unknown>> = body.startsWith('{') ? JSON.parse(body) : {};
  return checked.find((name) => Object.hasOwn(fields, name) && !legal.test(String(fields[name])));
}

function refuse(answer: ServerResponse, parameter: string): void {
  answer.writeHead(400, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-query-error': 'InvalidParameterValue;Sender',
  });
  answer.end(
    JSON.stringify({
      __type: 'com.amazonaws.sqs#InvalidParameterValue',
      message: `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    }),
  );
}
