import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ownCredentials } from '../credentials/own-credentials.ts';
import type { QueueCheckup } from '../ports/set-up.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { awsPatience, sharedSockets } from './shared-sockets.ts';

const timeoutMs = 8_000;
const redriveSchema = z.object({ deadLetterTargetArn: z.string() });

/** Checks the queue of requests for `doctor`. Region and credentials come from the SDK's usual sources (`AWS_…`). */
export function sqsQueueCheckup(queueUrl: string): QueueCheckup {
  return {
    name: queueUrl,
    async state() {
      const requestHandler = sharedSockets(awsPatience);
      const credentials = ownCredentials(requestHandler);
      const client = new SQSClient({ maxAttempts: 2, requestHandler, credentials });
      try {
        const { waiting, deadQueue } = await read(client, queueUrl);
        const dead =
          deadQueue === undefined ? undefined : (await read(client, siblingOf(queueUrl, deadQueue))).waiting;
        return { waiting, dead };
      } catch (thrown) {
        throw failureFromAws(thrown, 'read');
      } finally {
        client.destroy();
      }
    },
  };
}

async function read(client: SQSClient, queueUrl: string) {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
  const { Attributes: attributes = {} } = await client.send(command, withinTime());
  const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: taken } = attributes;
  const waiting = Number(ready ?? 0) + Number(taken ?? 0);
  const redrive = attributes.RedrivePolicy
    ? redriveSchema.parse(JSON.parse(attributes.RedrivePolicy))
    : undefined;
  return { waiting, deadQueue: redrive?.deadLetterTargetArn };
}

/**
 * Returns the URL of the dead-letter queue, which AWS requires in the same account and Region: only the name differs.
 */
function siblingOf(queueUrl: string, arn: string): string {
  return queueUrl.replace(/[^/]+$/, arn.split(':').at(-1) ?? '');
}

function withinTime(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(timeoutMs) };
}
