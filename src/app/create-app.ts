import type { Logger } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { LRUCache } from 'lru-cache';
import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import { cloudWatchConnectionLog } from '../aws/connection-log.ts';
import { Ec2Clients } from '../aws/ec2-clients.ts';
import { ec2VpnCheckup } from '../aws/ec2-vpn-checkup.ts';
import { Ec2VpnGateway } from '../aws/ec2-vpn-gateway.ts';
import type { Config } from '../config/load-config.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import { type Failure, failureFrom } from '../domain/failure.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import { deniedConnectionReporter } from '../features/block/report-denied-connections.ts';
import { showHomeAgain } from '../features/home/listeners.ts';
import { homeRefresher } from '../features/home/refresh-homes.ts';
import { newPlacesWatcher } from '../features/new-places/watch-places.ts';
import { reportScheduler } from '../features/report/job.ts';
import { historyRecorder } from '../history-recorder/recorder.ts';
import { leaseMs, renewedLeases } from '../jobs/complete-job.ts';
import type { Diagnostics, ReadContext } from '../ports/app-context.ts';
import type { Clock } from '../ports/clock.ts';
import { slackDirectory } from '../slack/directory/slack-directory.ts';
import { fileSharer } from '../slack/file-sharer.ts';
import type { RequestNote } from '../slack/guarded-receiver.ts';
import { homeTabs } from '../slack/home-tabs.ts';
import { identifyBot } from '../slack/identify-bot.ts';
import type { UsageCounters } from '../slack/listener-deps.ts';
import { liveMessages } from '../slack/live-messages.ts';
import { messageLinks } from '../slack/message-links.ts';
import { messagePoster } from '../slack/message-poster.ts';
import { modals } from '../slack/modals.ts';
import { PersonBudgets } from '../slack/person-budgets.ts';
import { replies } from '../slack/replies.ts';
import { keptKeys } from '../slack/slack-keys.ts';
import { threadFiles } from '../slack/thread-files.ts';
import { webClients } from '../slack/web-clients.ts';
import { slackAnnouncer } from './announcer.ts';
import { knownClaims } from './known-claims.ts';
import { newCorrelation } from './new-correlation.ts';
import { openStore, openStoreCheckup } from './open-store.ts';
import { historyPruner } from './prune-history.ts';
import { runDueJobs } from './run-jobs.ts';
import { setUpFrom } from './set-up.ts';
import { loadKeys, tokensIn } from './slack-keys.ts';
import { clockWatch, systemClock } from './system-clock.ts';
import { auditChannelWitnesses, checkedAuditLog, watchAuditLog } from './watch-audit-log.ts';

/** Where Bouncer reports what it does: logs, metrics and diagnostics. */
export interface Observers {
  readonly slackLogger: Logger;
  readonly diagnostics: Diagnostics;
  readonly onAwsCall: AwsCallObserver;
  readonly onRequest: (note: RequestNote) => void;
  readonly onEntry: (entry: AuditEntry) => void;
  readonly usage: UsageCounters;
  /** @param byMs By how many milliseconds the time of day changed; negative when it was set back. */
  readonly onClockSet: (byMs: number) => void;
}

/** Wraps parts of Bouncer before they are used. */
export type Within = <Parts extends object>(parts: Parts) => Parts;

/**
 * Creates the parts of Bouncer that do not depend on how Slack's requests arrive.
 *
 * @param opened Modals that were opened before their requests arrived, by trigger id.
 */
export async function createApp(
  config: Config,
  observers: Observers,
  opened: ReadonlyMap<string, string>,
  within: Within = (parts) => parts,
) {
  const keys = keptKeys(
    () => loadKeys(config, observers.onAwsCall),
    Date.now,
    (error) => observers.slackLogger.error('the secret could not be read again', failureFrom(error).message),
  );
  const tokens = tokensIn(await keys.all('known'));
  const slackClients = webClients(keys, config.slack.apiUrl, observers.slackLogger);
  const { reading, posting } = slackClients;
  const bot = await identifyBot(reading, tokens.botToken);
  const names = { command: config.command, handle: bot.handle };
  const { days: historyDays } = config.rules.history;
  const store = await openStore(config.store, systemClock, historyDays);
  const blockStores =
    config.blocks && (await import('./dynamo-store.ts')).openBlockStores(config.blocks.table);
  const { clock, messages, client } = within({
    clock: systemClock,
    messages: store.messages,
    client: posting,
  });
  const { poster } = within({ poster: messagePoster(client, clock, observers.slackLogger) });
  const files = fileSharer(posting, poster, clock);
  const opener = modals(posting, opened);
  const live = liveMessages(poster, messages, clock, observers.slackLogger, store.processes);
  const jobs = renewedLeases(store.jobs, systemClock, leaseMs);
  const clients = new Ec2Clients({
    clock: systemClock,
    random: Math.random,
    onCall: observers.onAwsCall,
    terminations: config.rules.terminations,
  });

  const witnesses = auditChannelWitnesses(posting, config, bot);
  const parts = { log: store.log, witnesses, clock: systemClock, live };
  const auditLogCheck = watchAuditLog(config, parts, observers.slackLogger);
  const refresher = homeRefresher(systemClock, (request) => showHomeAgain(bolt.deps, request));
  const log = checkedAuditLog(store.log, auditLogCheck, (entry) => {
    observers.onEntry(entry);
    refresher.happened(entry);
  });
  const reportFailure = reportOnce(systemClock, (failure, during) =>
    observers.diagnostics.report(failure, during, newCorrelation()),
  );
  const vpn = new Ec2VpnGateway(clients, systemClock, (failure, during, { name }) =>
    reportFailure(failure, `${during}: ${name}`),
  );
  const checkup = ec2VpnCheckup(systemClock, observers.onAwsCall);
  const budgets = new PersonBudgets(systemClock.elapsedMs);
  const app = within<ReadContext>({
    ...knownClaims(config.rules, store.claims, systemClock),
    directory: slackDirectory(slackClients, bot.home, systemClock, reportFailure),
    vpn,
    snapshots: vpn.snapshots,
    daysToExpiry: (endpoint) => checkup.daysToExpiry(endpoint),
    log,
    locks: store.locks,
    jobs,
    announcer: slackAnnouncer(
      live,
      config.auditChannel,
      new Set(config.rules.channels.keys()),
      names,
      config.rules.kick.approvers,
      threadFiles(messages, files, clock, observers.slackLogger, store.processes.me),
    ),
    blocking: blockStores?.blocking,
    history: historyDays === 0 ? undefined : store.history,
    diagnostics: observers.diagnostics,
    clock: systemClock,
    newCorrelation,
    onGranted: (person) => budgets.granted(person),
  });
  await app.claims.refresh();
  const { history } = app;
  const connectionLog = config.rules.history.readsConnectionLog
    ? cloudWatchConnectionLog(clients)
    : undefined;
  const recorder =
    history &&
    historyRecorder(
      { ...app, history, connectionLog },
      {
        onFailure: reportFailure,
        onOrigins: newPlacesWatcher(app),
      },
    );
  // A table deletes what has expired by itself.
  const pruner =
    history &&
    config.store.kind === 'sqlite' &&
    historyPruner(
      history,
      { days: historyDays, endpoints: config.rules.endpoints },
      systemClock,
      reportFailure,
    );
  const reportDenied = deniedConnectionReporter(app);
  const scheduleReport = reportScheduler(app);
  const watchClock = clockWatch(systemClock, log, observers.onClockSet);
  const bolt = {
    workspace: bot.workspace,
    keys,
    authorization: bot.authorization,
    apiUrl: config.slack.apiUrl,
    onRequest: observers.onRequest,
    deps: {
      app,
      names,
      poster,
      files,
      modals: opener,
      homes: homeTabs(posting, systemClock, reportFailure),
      onHomeShown: refresher.shown,
      links: messageLinks(posting, messages),
      replies: replies(poster, opener, observers.slackLogger, config.slack.apiUrl),
      usage: observers.usage,
      logger: observers.slackLogger,
      setUp: () =>
        setUpFrom(config, {
          tokens: async () => tokensIn(await keys.all('known')),
          store: openStoreCheckup(config.store, { log, jobs, claims: store.claims }, systemClock),
          blocks: app.blocking?.blocks,
          history,
          isAskedBySlack: true,
          logger: observers.slackLogger,
          onAwsCall: observers.onAwsCall,
        }),
    },
  };
  return {
    tokens,
    app,
    budgets,
    replays: store.replays,
    bolt,
    auditLogCheck,
    /** Resolves when everything that is due has been added to the connection history. It never throws. */
    record: async () => {
      recorder?.begin();
      await recorder?.settled();
    },
    resume: async (until: AbortSignal) => {
      await watchClock();
      if (pruner) pruner.begin();
      const comparing = auditLogCheck.run();
      await app.claims.refresh();
      await scheduleReport();
      const claimed = await runDueJobs(app, until);
      await Promise.all([reportDenied(), comparing]);
      return claimed;
    },
    homesSettled: refresher.settled,
    close: () => {
      refresher.stop();
      recorder?.stop();
      if (pruner) pruner.stop();
      jobs.stop();
      store.close();
      blockStores?.close();
    },
  };
}

/** How often the log repeats a failure that persists. Look-ups can fail several times a second and would flood it. */
const againAfterMs = minutesToMilliseconds(5);
const maxRemembered = 1_000;

/**
 * Reports a failure once for as long as it stays the same: the same code during the same work, with the same host or
 * file. It is repeated after five minutes.
 *
 * @param report Called for each failure that is new.
 */
export function reportOnce(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  report: (failure: Failure, during: string) => void,
): (failure: Failure, during: string) => void {
  const reported = new LRUCache<string, Moment>({ max: maxRemembered });

  return (failure, during) => {
    const key = JSON.stringify([during, failure.code, failure.trouble]);
    const last = reported.get(key);
    if (last !== undefined && ageMs(clock, last) < againAfterMs) return;

    reported.set(key, momentOf(clock));
    report(failure, during);
  };
}
