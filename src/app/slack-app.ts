import type { RequestListener } from 'node:http';
import {
  App,
  type AuthorizeResult,
  type BlockAction,
  type GlobalShortcut,
  HTTPReceiver,
  type MessageShortcut,
  type SlackShortcut,
  SocketModeReceiver,
} from '@slack/bolt';
import { type FailureCode, failureFrom, isOfStore } from '../domain/failure.ts';
import {
  approveButton,
  declineButton,
  declineSubmission,
  requestAgainButton,
} from '../features/approval/listeners.ts';
import { exportButton, showActDetails, turnAuditPage } from '../features/audit/listeners.ts';
import { unblockButton, unblockSubmission } from '../features/block/listeners.ts';
import { stopBoardButton } from '../features/board/listeners.ts';
import { chartsButton } from '../features/charts/listeners.ts';
import type { UpdateList } from '../features/connections/row-outcome.ts';
import { detailsButton, updateDetails } from '../features/details/listeners.ts';
import { homeOpened, refreshHome } from '../features/home/listeners.ts';
import {
  blockButton,
  blockNameButton,
  blockSubmission,
  kickAgainButton,
  kickNameButton,
  kickSubmission,
  stopButton,
  terminateButton,
} from '../features/kick/listeners.ts';
import { retryButton } from '../features/kick/open-retry.ts';
import {
  launcherShortcut,
  launcherSubmission,
  otherShortcut,
  whoIsThisShortcut,
} from '../features/launcher/listeners.ts';
import {
  approveNameButton,
  claimNameButton,
  claimNameSubmission,
  declineNameButton,
  declineNameSubmission,
  removeNameButton,
  removeNameSubmission,
} from '../features/names/listeners.ts';
import { shareList, turnList } from '../features/who/listeners.ts';
import { updateList } from '../features/who/update-list.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';
import { actionIds, callbackIds, shortcutIds } from '../slack/block-kit/action-ids.ts';
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
import { onButton } from '../slack/on-button.ts';
import { onSubmission } from '../slack/on-submission.ts';
import { ReplayedRequest } from '../slack/replays.ts';
import { effectOf } from '../slack/request-effect.ts';
import type { RequestGate } from '../slack/request-gate.ts';
import type { KeptKeys } from '../slack/slack-keys.ts';
import { closeMs, socketPair } from '../slack/socket-pair.ts';
import type { SocketWay } from '../slack/socket-way.ts';
import { keyedClientOptions } from '../slack/web-clients.ts';
import { within } from '../slack/within.ts';
import { meantCommandButton, runCommand, vpnCommand } from './vpn-command.ts';

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

/** The path that Slack posts to, as in the manifest's HTTP variant. */
export const eventsPath = '/slack/events';

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

/** Registers every listener. Each has its own ids, because Bolt would run both of two listeners that match an action. */
export function registerListeners(app: App, deps: ListenerDeps): void {
  // Matches any command name, so that a name that differs from the configuration still gets an answer.
  app.command(/^\//, vpnCommand(deps));
  app.action<BlockAction>(actionIds.terminate, terminateButton(deps));
  app.action<BlockAction>(actionIds.kickAgain, kickAgainButton(deps));
  app.action<BlockAction>(actionIds.block, blockButton(deps));
  app.action<BlockAction>(actionIds.kickName, kickNameButton(deps));
  app.action<BlockAction>(actionIds.blockName, blockNameButton(deps));
  app.action<BlockAction>(actionIds.runCommand, meantCommandButton(deps));
  app.action<BlockAction>(actionIds.continueCommand, meantCommandButton(deps));
  app.action<BlockAction>(actionIds.stop, stopButton(deps));
  app.action<BlockAction>(actionIds.retry, retryButton(deps));
  for (const actionId of [
    actionIds.previous,
    actionIds.next,
    actionIds.refresh,
    actionIds.filter,
    actionIds.sort,
    actionIds.page,
  ]) {
    app.action<BlockAction>(actionId, turnList(deps));
  }
  app.action<BlockAction>(actionIds.share, shareList(deps));
  for (const actionId of [actionIds.details, actionIds.detailsOf, actionIds.detailsRefresh]) {
    app.action<BlockAction>(actionId, detailsButton(deps));
  }
  app.action<BlockAction>(actionIds.approve, approveButton(deps));
  app.action<BlockAction>(actionIds.decline, declineButton(deps));
  app.action<BlockAction>(actionIds.claimName, claimNameButton(deps));
  app.action<BlockAction>(actionIds.approveName, approveNameButton(deps));
  app.action<BlockAction>(actionIds.declineName, declineNameButton(deps));
  app.action<BlockAction>(actionIds.removeName, removeNameButton(deps));
  app.view(callbackIds.claimName, claimNameSubmission(deps));
  app.view(callbackIds.declineName, declineNameSubmission(deps));
  app.view(callbackIds.removeName, removeNameSubmission(deps));
  const { auditPrevious, auditNext, auditRefresh, auditOlder, auditBack } = actionIds;
  for (const actionId of [auditPrevious, auditNext, auditRefresh, auditOlder, auditBack]) {
    app.action<BlockAction>(actionId, turnAuditPage(deps));
  }
  app.action<BlockAction>(actionIds.auditExport, exportButton(deps));
  app.action<BlockAction>(actionIds.charts, chartsButton(deps));
  const { auditDetails, auditDetailsPrevious, auditDetailsNext } = actionIds;
  for (const actionId of [auditDetails, auditDetailsPrevious, auditDetailsNext]) {
    app.action<BlockAction>(actionId, showActDetails(deps));
  }
  app.action<BlockAction>(actionIds.boardStop, stopBoardButton(deps));
  const updates = [updateList(deps), updateDetails(deps)];
  const update: UpdateList = async (...outcome) => {
    await Promise.all(updates.map((show) => show(...outcome)));
  };
  app.view(callbackIds.kick, kickSubmission(deps, update));
  app.action<BlockAction>(actionIds.lift, unblockButton(deps));
  app.action<BlockAction>(actionIds.requestAgain, requestAgainButton(deps));
  app.view(callbackIds.decline, declineSubmission(deps));
  app.view(callbackIds.block, blockSubmission(deps));
  app.view(callbackIds.unblock, unblockSubmission(deps, update));
  const launcher = { type: 'shortcut', callback_id: shortcutIds.launcher } as const;
  app.shortcut<GlobalShortcut>(launcher, launcherShortcut(deps));
  const whoIsThis = { type: 'message_action', callback_id: shortcutIds.whoIsThis } as const;
  app.shortcut<MessageShortcut>(whoIsThis, whoIsThisShortcut(deps));
  app.view(callbackIds.launcher, launcherSubmission(deps, runCommand));

  app.event('app_home_opened', homeOpened(deps));
  app.action<BlockAction>(actionIds.homeRefresh, refreshHome(deps));

  // After an update was undone, or while another process is still to be updated.
  const ofOtherVersion = { parse: () => undefined, run: async () => [] };
  app.action<BlockAction>(
    { type: 'block_actions', action_id: noneOf(Object.values(actionIds)) },
    onButton(deps, ofOtherVersion.parse, async () => {}),
  );
  app.view(noneOf(Object.values(callbackIds)), onSubmission(deps, ofOtherVersion));
  app.shortcut<SlackShortcut>(noneOf(Object.values(shortcutIds)), otherShortcut(deps));
}

/** Matches every id but these, which consist of letters and underscores. */
function noneOf(ids: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${ids.join('|')})$)`);
}

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
