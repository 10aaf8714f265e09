import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { z } from 'zod';
import { type RefusedCount, recordRefusedCount } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/load-config.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { lateView, undoneView } from '../slack/block-kit/notice.ts';
import { guardedReceiver } from '../slack/guarded-receiver.ts';
import { replyToFrom } from '../slack/interactions.ts';
import type { SlackRequest } from '../slack/slack-request.ts';
import { createApp, type Observers, type Within } from './create-app.ts';
import { type BoltOptions, boltApp, guardEvents } from './slack-app.ts';

/** A request that another process has received from Slack and acknowledged. */
export interface HandedRequest {
  readonly request: SlackRequest;
  /** The modal that was opened for it at once, if any. */
  readonly viewId: string | undefined;
  /** Whether it was in transit for too long to start on it. */
  readonly isLate: boolean;
}

interface HandedAppOptions extends BoltOptions {
  /** The modals that were opened before, by their trigger, where the modals of the listeners find them. */
  readonly opened: Map<string, string>;
}

/**
 * Creates Bolt for requests that are handed over.
 *
 * @returns Handles one of them, and resolves when its listeners are done.
 */
export function handedApp(options: HandedAppOptions): (handed: HandedRequest) => Promise<void> {
  const { opened, deps } = options;
  const answer = async (request: SlackRequest, view: MessageView) => {
    const to = replyToFrom(request);
    if (to !== undefined) await deps.replies.send(to, view);
  };
  const { receiver, hand } = handedReceiver((request, text) => answer(request, undoneView(text)));
  boltApp(options, guardedReceiver(receiver, deps.logger, guardEvents(options)));

  return async ({ request, viewId, isLate }) => {
    const { trigger_id: trigger } = request;
    const isOpen = viewId !== undefined && typeof trigger === 'string';
    if (isOpen) opened.set(trigger, viewId);
    try {
      await (isLate ? answer(request, lateView()) : hand(request));
    } finally {
      if (isOpen) opened.delete(trigger);
    }
  };
}

/** Receives requests that another process has received from Slack, acknowledged and handed over. */
interface HandedReceiver {
  readonly receiver: Receiver;
  /** Resolves when the listeners are done with the request. */
  hand(request: SlackRequest): Promise<void>;
}

/**
 * @param show Shows the person the errors that the modal would have shown if Slack were still waiting for a response.
 */
function handedReceiver(show: (request: SlackRequest, text: string) => Promise<void>): HandedReceiver {
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
        if (text !== undefined) await show(request, text);
      };
      await app?.processEvent({ body: { ...request }, ack });
    },
  };
}

const complaintsSchema = z.object({
  response_action: z.literal('errors'),
  errors: z.record(z.string(), z.string()),
});

/** The errors for the fields of a modal that Slack is asked to keep open. */
function complaintIn(answer: unknown): string | undefined {
  const { data } = complaintsSchema.safeParse(answer);
  return data && Object.values(data.errors).join(' ');
}

/** Bouncer where another component receives Slack's requests, and the process exists only while there is work to do. */
export interface HandedBouncer {
  readonly hand: (handed: HandedRequest) => Promise<void>;
  /** Records how many of a person's requests were refused before they reached Bouncer. @throws {Failure} */
  recordRefused(counted: RefusedCount): Promise<void>;
  /** As {@link Bouncer.resume}. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** When the next job in the queue is due; undefined when the queue is empty. @throws {Failure} `store_unavailable` */
  nextDue(): Promise<Date | undefined>;
  /** Stops renewing leases and closes the stores. Work in progress is abandoned. */
  close(): void;
}

/**
 * Composes Bouncer for requests that another component hands over.
 *
 * @param within Wraps each real part of Bouncer before it is used.
 * @throws {Failure} as {@link compose} does.
 * @throws {InvalidConfig} as {@link compose} does.
 */
export async function composeHanded(
  config: Config,
  observers: Observers,
  within: Within,
): Promise<HandedBouncer> {
  const opened = new Map<string, string>();
  const { app, bolt, resume, close } = await createApp(config, observers, opened, within);

  return {
    hand: handedApp({ ...bolt, opened }),
    recordRefused: (counted) => recordRefusedCount(app, counted),
    resume,
    nextDue: async () => (await app.jobs.state()).dueSince,
    close,
  };
}
