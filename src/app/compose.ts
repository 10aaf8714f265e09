import type { RequestListener } from 'node:http';
import { addMinutes } from 'date-fns/addMinutes';
import { LRUCache } from 'lru-cache';
import { refusedRequests } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/load-config.ts';
import { failureFrom } from '../domain/failure.ts';
import type { AuditLogCheck } from '../features/audit/compare-with-channel.ts';
import type { AppContext } from '../ports/app-context.ts';
import { requestGate } from '../slack/request-gate.ts';
import { socketWay } from '../slack/socket-way.ts';
import { createApp, type Observers } from './create-app.ts';
import { tryOutStore } from './open-store.ts';
import { slackApp, type Transport } from './slack-app.ts';

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
  const { tokens, app, budgets, replays, bolt, auditLogCheck, resume, record, close } = await createApp(
    config,
    observers,
    new Map(),
  );
  const refused = refusedRequests(app);
  const gate = requestGate({ budgets, refused, replies: bolt.deps.replies, usage: bolt.deps.usage });
  const slack = slackApp({
    ...bolt,
    replays,
    gate,
    transport: tokens.kind,
    socket: socketWay(process.env),
  });
  const findStoreProblem = sharedProbe(
    () => storeProblem(app, auditLogCheck),
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
      // Nothing waits for the history.
      void record();
      await refused.recordDue();
      return resume(until);
    },
    stop: async (patienceMs, meanwhile) => {
      await Promise.all([slack.stop(patienceMs), meanwhile]);
      await refused.recordAll();
      close();
    },
  };
}

/**
 * Shares one result among all callers: while a probe runs, and for `freshForMs` after it has finished. Only one probe
 * runs at a time, however many callers there are.
 *
 * @param freshForMs How long a result is reused. A failure is shared only with the callers who were waiting for it.
 * @param nowMs Milliseconds of a monotonic clock.
 */
export function sharedProbe<Answer>(
  probe: () => Promise<Answer>,
  freshForMs: number,
  nowMs: () => number,
): () => Promise<Answer> {
  const latest = new LRUCache<'answer', { readonly answer: Answer }>({
    max: 1,
    // The cache still returns an answer whose age equals its `ttl`.
    ttl: freshForMs - 1,
    ttlResolution: 0,
    perf: { now: nowMs },
    fetchMethod: async () => ({ answer: await probe() }),
  });
  return async () => (await latest.forceFetch('answer')).answer;
}

/** Jobs that stay due for this long mean that people are waiting for an outcome. */
const overdueMinutes = 2;

/** Checks that the store can be read and written, as the next kick needs, and that its audit log is trusted. */
async function storeProblem(
  app: AppContext,
  auditLogCheck: Pick<AuditLogCheck, 'problem'>,
): Promise<string | undefined> {
  try {
    const { jobs, clock } = app;
    await tryOutStore(app, clock);
    // Actions that are refused because of it leave jobs in the queue, so it is reported first.
    const disagreement = await auditLogCheck.problem();
    if (disagreement !== undefined) return disagreement;
    const { dueSince } = await jobs.state();
    const isOverdue = dueSince !== undefined && addMinutes(dueSince, overdueMinutes) < clock.now();
    return isOverdue ? `jobs are overdue since ${dueSince.toISOString()}` : undefined;
  } catch (error) {
    return `the audit log cannot be written: ${failureFrom(error).message}`;
  }
}
