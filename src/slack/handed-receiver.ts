import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import type { SlackRequest } from './request-from-body.ts';

/** Takes requests from somebody who has received and acknowledged them, and now hands them over. */
export interface HandedReceiver {
  readonly receiver: Receiver;
  /** Resolves when the listeners are done with it. */
  hand(request: SlackRequest): Promise<void>;
}

/** @param tell Tells the person what a modal would have said, had Slack still been waiting for an answer. */
export function handedReceiver(tell: (request: SlackRequest, text: string) => Promise<void>): HandedReceiver {
  let app: App | undefined;
  return {
    receiver: {
      init(bolt) {
        app = bolt;
      },
      start: async () => {},
      stop: async () => {},
    },
    async hand(request) {
      const ack: ReceiverEvent['ack'] = async (answer) => {
        const text = complaintIn(answer);
        if (text !== undefined) await tell(request, text);
      };
      await app?.processEvent({ body: { ...request }, ack });
    },
  };
}

const complaintsSchema = z.object({
  response_action: z.literal('errors'),
  errors: z.record(z.string(), z.string()),
});

/** What stands under the fields of a modal that Slack is told to keep open. */
function complaintIn(answer: unknown): string | undefined {
  const { data } = complaintsSchema.safeParse(answer);
  return data && Object.values(data.errors).join(' ');
}
