import type { RequestListener } from 'node:http';
import { App, type AuthorizeResult, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { busyView } from '../slack/block-kit/notice.ts';
import type { Desk } from '../slack/desk.ts';
import { failureFromSlack } from '../slack/failure-from-slack.ts';
import { guardedListener } from '../slack/guarded-listener.ts';
import {
  type GuardEvents,
  type GuardedReceiver,
  guardedReceiver,
  type RequestNote,
} from '../slack/guarded-receiver.ts';
import { replyToFrom } from '../slack/reply-to-from-slack.ts';
import type { RequestGate } from '../slack/request-gate.ts';
import type { KeptKeys } from '../slack/slack-keys.ts';
import { closeMs, socketPair } from '../slack/socket-pair.ts';
import type { SocketWay } from '../slack/socket-way.ts';
import { keyedClientOptions } from '../slack/web-clients.ts';
import { within } from '../slack/within.ts';
import { answerFailure } from './answer-failure.ts';
import { registerListeners } from './register-listeners.ts';

/** How Slack reaches the bot: over a socket that it opens with the app token, or by signed requests. */
export type Transport = 'socket' | 'http';

export interface SlackAppOptions extends BoltOptions {
  readonly transport: Transport;
  readonly replays: ReplayCache;
  readonly gate: RequestGate;
  /** How the socket is opened, where not directly. */
  readonly socket?: SocketWay;
}

/** What Bolt needs, however requests come in. */
export interface BoltOptions {
  readonly keys: KeptKeys;
  readonly authorization: AuthorizeResult;
  readonly apiUrl: string | undefined;
  readonly desk: Desk;
  readonly onRequest: (note: RequestNote) => void;
}

export interface SlackApp {
  /** Resolves when Slack can reach the bot. @throws {Failure} `slack_…` */
  start(): Promise<void>;
  /** Waits for the work under way, at most so long, then leaves Slack. */
  stop(patienceMs: number): Promise<void>;
  /** How many sockets Slack may choose from; over HTTP there are none. */
  readonly openSockets: (() => number) | undefined;
  /** Takes Slack's requests at `/slack/events`, over HTTP only. */
  readonly requestListener: RequestListener | undefined;
}

/** The path that Slack posts to; the manifest's HTTP variant names it. */
export const eventsPath = '/slack/events';

/** Bolt, built so that each client keeps its own retry policy and every request is acknowledged. */
export function slackApp(options: SlackAppOptions): SlackApp {
  return options.transport === 'socket' ? socketApp(options) : httpApp(options);
}

function socketApp(options: SlackAppOptions): SlackApp {
  const { logger } = options.desk;
  const pair = socketPair(() => {
    const clientOptions = keyedClientOptions(options.keys.appToken, options.apiUrl);
    return new SocketModeReceiver({
      appToken: tokenFromKeys,
      ...options.socket,
      logger,
      installerOptions: { clientOptions: { ...clientOptions, retryConfig: patientRetries } },
    });
  }, logger);
  const guarded = guardedReceiver(pair.receiver, logger, guardEvents(options), options);
  const app = boltApp(options, guarded);

  return {
    start: async () => {
      await app.start().catch((error: unknown) => {
        throw failureFromSlack(error, 'open Socket Mode with the app token');
      });
    },
    stop: async (patienceMs) => {
      await within(patienceMs, guarded.drain());
      await within(closeMs, pair.close());
    },
    openSockets: pair.countOpen,
    requestListener: undefined,
  };
}

function httpApp(options: SlackAppOptions): SlackApp {
  const { logger } = options.desk;
  // The listener in front of it checks signatures, by the secrets that are good at the time.
  const receiver = new HTTPReceiver({
    signingSecret: '',
    signatureVerification: false,
    endpoints: [eventsPath],
    logger,
  });
  const guarded = guardedReceiver(receiver, logger, guardEvents(options), options);
  boltApp(options, guarded);

  return {
    start: async () => {},
    stop: (patienceMs) => within(patienceMs, guarded.drain()),
    openSockets: undefined,
    requestListener: guardedListener(receiver.requestListener, options.keys.signingSecrets, Date.now),
  };
}

export function guardEvents({ desk, onRequest }: BoltOptions): GuardEvents {
  return {
    acknowledged: onRequest,
    turnedAway(body) {
      const to = replyToFrom(body);
      if (to !== undefined) void desk.replies.send(to, busyView());
    },
  };
}

/** Bolt with the bot's listeners, behind a guarded receiver. */
export function boltApp(
  { authorization, keys, apiUrl, desk }: BoltOptions,
  { receiver }: GuardedReceiver,
): App {
  const app = new App({
    receiver,
    authorize: async () => authorization,
    clientOptions: keyedClientOptions(keys.botToken, apiUrl),
    convoStore: false,
    extendedErrorHandler: true,
    logger: desk.logger,
  });
  app.error(answerFailure(desk));
  registerListeners(app, desk);
  return app;
}

/** Bolt asks for a token where the keys give the one to go out with. */
const tokenFromKeys = 'xapp-from-the-keys';
/** A reconnect goes on through an outage of hours; giving up would end the process in the middle of it. */
const patientRetries = { retries: 10_000, factor: 1.3, minTimeout: 500, maxTimeout: 30_000 };
