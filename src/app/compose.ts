import type { RequestListener } from 'node:http';
import { refusedRequests } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/config.ts';
import { requestGate } from '../slack/request-gate.ts';
import { socketWay } from '../slack/socket-way.ts';
import { createApp } from './create-app.ts';
import type { Observers } from './observers.ts';
import { sharedProbe } from './shared-probe.ts';
import { slackApp, type Transport } from './slack-app.ts';
import { storeProblem } from './store-problem.ts';

/** The bot, put together and not yet started. */
export interface Bouncer {
  readonly workspace: string;
  readonly mode: Transport;
  start(): Promise<void>;
  /** Goes on with what an earlier process left behind, and with what could not be told. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** Waits for the work under way, at most so long, and for what else is given; then nothing works any more. */
  stop(patienceMs: number, meanwhile: Promise<unknown>): Promise<void>;
  /** How many sockets to Slack are open; undefined over HTTP. */
  readonly openSockets: (() => number) | undefined;
  /** Why the bot cannot do its work just now; undefined when it can. */
  unready(): Promise<string | undefined>;
  readonly requestListener: RequestListener | undefined;
}

/** Anybody who reaches the port may ask whether the bot is ready, and the answer writes to the store. */
const readyForMs = 5_000;

/**
 * Puts the bot together for a process that Slack reaches itself.
 *
 * @throws {Failure} when the tokens, the workspace or the store cannot be had.
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
export async function compose(config: Config, onlookers: Observers): Promise<Bouncer> {
  const { tokens, app, budgets, replays, bolt, record, resume, letGo } = await createApp(
    config,
    onlookers,
    new Map(),
  );
  const refused = refusedRequests(app);
  const gate = requestGate({ budgets, refused, replies: bolt.desk.replies, tally: bolt.desk.tally });
  const slack = slackApp({
    ...bolt,
    replays,
    gate,
    transport: tokens.kind,
    socket: socketWay(process.env),
  });
  const findStoreProblem = sharedProbe(
    () => storeProblem(app, record),
    readyForMs,
    () => performance.now(),
  );

  return {
    workspace: bolt.workspace,
    mode: tokens.kind,
    requestListener: slack.requestListener,
    openSockets: slack.openSockets,
    unready: async () => (slack.openSockets?.() === 0 ? 'not connected to Slack' : findStoreProblem()),
    start: slack.start,
    resume: async (until) => {
      await refused.recordDue();
      return resume(until);
    },
    stop: async (patienceMs, meanwhile) => {
      await Promise.all([slack.stop(patienceMs), meanwhile]);
      await refused.recordAll();
      letGo();
    },
  };
}
