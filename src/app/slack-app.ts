import type { RequestListener } from 'node:http';
import { App, type AuthorizeResult, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { type FailureCode, failureFrom, isOfStore } from '../domain/failure.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { failureSentence } from '../slack/block-kit/failure-sentence.ts';
import { busyView, noticeView } from '../slack/block-kit/notice.ts';
import { failureFromSlack } from '../slack/failure-from-slack.ts';
import { guardedListener } from '../slack/guarded-listener.ts';
import {
  type GuardEvents,
  type GuardedReceiver,
  guardedReceiver,
  type RequestNote,
} from '../slack/guarded-receiver.ts';
import { replyToFrom } from '../slack/interactions.ts';
import type { ListenerDeps } from '../slack/listener-deps.ts';
import { ReplayedRequest } from '../slack/replays.ts';
import { effectOf } from '../slack/request-effect.ts';
import type { RequestGate } from '../slack/request-gate.ts';
import type { KeptKeys } from '../slack/slack-keys.ts';
import { closeMs, socketPair } from '../slack/socket-pair.ts';
import type { SocketWay } from '../slack/socket-way.ts';
import { keyedClientOptions } from '../slack/web-clients.ts';
import { within } from '../slack/within.ts';
import { eventsPath } from './events-path.ts';
import { registerListeners } from './register-listeners.ts';

/** How Slack reaches Bouncer: over a socket that Bouncer opens with the app token, or by signed requests. */
export type Transport = 'socket' | 'http';

interface SlackAppOptions extends BoltOptions {
  readonly transport: Transport;
  readonly replays: ReplayCache;
  readonly gate: RequestGate;
  /** How to open the socket, if not directly. */
  readonly socket?: SocketWay;
}

/** The options that Bolt needs with either transport. */
export interface BoltOptions {
  readonly keys: KeptKeys;
  readonly authorization: AuthorizeResult;
  readonly apiUrl: string | undefined;
  readonly deps: ListenerDeps;
  readonly onRequest: (note: RequestNote) => void;
}

interface SlackApp {
  /**
   * Resolves when Slack can reach Bouncer.
   *
   * @throws {Failure} `slack_…`
   */
  start(): Promise<void>;
  /** Waits for the work in progress, but no longer than this, then disconnects from Slack. */
  stop(patienceMs: number): Promise<void>;
  /** The number of sockets that Slack may choose from; undefined over HTTP. */
  readonly openSockets: (() => number) | undefined;
  /** Handles Slack's requests at `/slack/events`, over HTTP only. */
  readonly requestListener: RequestListener | undefined;
}

/** Creates the Bolt app, so that each client keeps its own retry policy and every request is acknowledged. */
export function slackApp(options: SlackAppOptions): SlackApp {
  return options.transport === 'socket' ? socketApp(options) : httpApp(options);
}

function socketApp(options: SlackAppOptions): SlackApp {
  const { logger } = options.deps;
  const pair = socketPair(() => {
    const clientOptions = keyedClientOptions(options.keys.appToken, options.apiUrl);
    return new SocketModeReceiver({
      appToken: tokenFromKeys,
      ...options.socket,
      logger,
      installerOptions: { clientOptions: { ...clientOptions, retryConfig: patientRetries } },
    });
  }, logger);
  const guarded = guardedReceiver(
    pair.receiver,
    logger,
    guardEvents(options),
    options.deps.app.clock,
    options,
  );
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
  const { logger } = options.deps;
  // The listener in front of Bolt's verifies signatures, with the secrets that are valid at the time.
  const receiver = new HTTPReceiver({
    signingSecret: '',
    signatureVerification: false,
    endpoints: [eventsPath],
    logger,
  });
  const guarded = guardedReceiver(receiver, logger, guardEvents(options), options.deps.app.clock, options);
  boltApp(options, guarded);

  return {
    start: async () => {},
    stop: (patienceMs) => within(patienceMs, guarded.drain()),
    openSockets: undefined,
    requestListener: guardedListener(receiver.requestListener, options.keys.signingSecrets, Date.now, logger),
  };
}

export function guardEvents({ deps, onRequest }: BoltOptions): GuardEvents {
  return {
    acknowledged: onRequest,
    denied(body) {
      const to = replyToFrom(body);
      if (to !== undefined) void deps.replies.send(to, busyView());
    },
  };
}

/** Creates Bolt with Bouncer's listeners, behind a guarded receiver. */
export function boltApp(
  { authorization, keys, apiUrl, deps }: BoltOptions,
  { receiver }: GuardedReceiver,
): App {
  const app = new App({
    receiver,
    authorize: async () => authorization,
    clientOptions: keyedClientOptions(keys.botToken, apiUrl),
    convoStore: false,
    extendedErrorHandler: true,
    logger: deps.logger,
  });
  app.error(answerFailure(deps));
  registerListeners(app, deps);
  return app;
}

/** Bolt requires a token, although the keys provide the one that is sent. */
const tokenFromKeys = 'xapp-from-the-keys';
/** Reconnecting continues through an outage of hours. Giving up would end the process in the middle of it. */
const patientRetries = { retries: 10_000, factor: 1.3, minTimeout: 500, maxTimeout: 30_000 };

/** The only place where a listener's failure is handled: the person gets a sentence, the log gets the rest. */
export function answerFailure({ app, replies, logger }: ListenerDeps) {
  return async ({ error, body }: { readonly error: Error; readonly body: unknown }): Promise<void> => {
    const cause = causeOf(error);
    if (cause instanceof ReplayedRequest) return logger.warn(cause.message);

    const correlation = app.newCorrelation();
    const failure = failureFrom(cause);
    logger.error(`a request failed: ${failure.code}`, { correlation, error: failure });

    const to = replyToFrom(body);
    const sentence = failureSentence(failure.code);
    const undone = isUndone(failure.code, body) ? '*No action was taken.* ' : '';
    if (to !== undefined) await replies.send(to, noticeView(`:x: ${undone}${sentence} (\`${correlation}\`)`));
  };
}

/** If the store fails after something was recorded, commands use another code. */
function isUndone(code: FailureCode, body: unknown): boolean {
  const isLookUp = typeof body === 'object' && body !== null && effectOf({ ...body }) === 'looks';
  return isOfStore(code) && code !== 'store_unconfirmed' && !isLookUp;
}

/** Bolt wraps errors it does not know. */
function causeOf(
  error: Error & { readonly original?: unknown; readonly originals?: readonly unknown[] },
): unknown {
  return error.originals?.[0] ?? error.original ?? error;
}
