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

/** Bouncer, composed but not yet started. */
export interface Bouncer {
  readonly workspace: string;
  readonly mode: Transport;
  start(): Promise<void>;
  /** Resumes jobs of an earlier process, and messages that were not sent. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** Waits up to `patienceMs` for work in progress, and for `meanwhile`; then closes everything. */
  stop(patienceMs: number, meanwhile: Promise<unknown>): Promise<void>;
  /** Counts the open sockets to Slack; undefined over HTTP. */
  readonly openSockets: (() => number) | undefined;
  /** Why Bouncer cannot work at the moment; undefined when it can. */
  unready(): Promise<string | undefined>;
  readonly requestListener: RequestListener | undefined;
}

/** Anyone who reaches the port can ask whether Bouncer is ready, and each check writes to the store. */
const readyForMs = 5_000;

/**
 * Composes Bouncer for a process that receives Slack's requests itself.
 *
 * @throws {Failure} when the tokens, the workspace or the store are unavailable.
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
export async function compose(config: Config, observers: Observers): Promise<Bouncer> {
  const { tokens, app, budgets, replays, bolt, record, resume, letGo } = await createApp(
    config,
    observers,
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
