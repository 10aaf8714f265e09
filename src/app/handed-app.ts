import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import * as z from 'zod';
import { type RefusedCount, recordRefusedCount } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/load-config.ts';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { lateView, undoneView } from '../slack/block-kit/notice.ts';
import { guardedReceiver } from '../slack/guarded-receiver.ts';
import { replyToFrom } from '../slack/interactions.ts';
import type { SlackRequest } from '../slack/slack-request.ts';
import { within } from '../slack/within.ts';
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
  let app: App | undefined;
  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {},
    stop: async () => {},
  };
  boltApp(options, guardedReceiver(receiver, deps.logger, guardEvents(options), deps.app.clock));

  async function answer(request: SlackRequest, view: MessageView): Promise<void> {
    const to = replyToFrom(request);
    if (to !== undefined) await deps.replies.send(to, view);
  }
  async function hand(request: SlackRequest): Promise<void> {
    const ack: ReceiverEvent['ack'] = async (response) => {
      // Slack no longer waits for a response, so the person is shown the errors that the modal would have shown.
      const complaint = complaintIn(response);
      if (complaint !== undefined) await answer(request, undoneView(complaint));
    };
    await app?.processEvent({ body: { ...request }, ack });
  }

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
  /** Resolves when everything that is due has been added to the connection history. It never throws. */
  record(): Promise<void>;
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
  const { app, bolt, homesSettled, resume, record, close } = await createApp(
    config,
    observers,
    opened,
    within,
  );

  return {
    hand: withHomes(handedApp({ ...bolt, opened }), homesSettled),
    recordRefused: (counted) => recordRefusedCount(app, counted),
    resume,
    record,
    nextDue: async () => (await app.jobs.state()).dueSince,
    close,
  };
}

/** Room for two refreshes: one while a kick is under way, and one when its end is confirmed. */
const homesPatienceMs = 10_000;

/**
 * Also waits until the Home tabs show what became of the request: the process may stop as soon as it is done, and start
 * again long after anybody looks at them.
 */
function withHomes(hand: HandedBouncer['hand'], homesSettled: () => Promise<void>): HandedBouncer['hand'] {
  return async (handed) => {
    await hand(handed);
    await within(homesPatienceMs, homesSettled());
  };
}
