import { millisecondsInDay } from 'date-fns/constants';
import * as z from 'zod';
import { shortDigest } from '../../domain/block.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import { isOver } from '../../domain/moment.ts';
import type { ReportRule } from '../../domain/rules.ts';
import { leaseTerm, retryAfterRefusalAt, retryAt } from '../../jobs/complete-job.ts';
import { channelProblem, postingProblem } from '../../policy/authorize.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { drawReport } from './draw-report.ts';
import { efforts, gatherReport } from './gather-report.ts';
import { nextReportAt } from './next-report.ts';

/** A report that is later than this is of no use: the next one covers most of it. */
const latestMs = millisecondsInDay;

const payloadSchema = z.tuple([z.iso.datetime()]).transform(([at]) => new Date(at));

/** One job waits for the next report. A report at another time, or in another channel, has another key. */
function jobFor(rule: ReportRule, at: Date): Job {
  const { channel, weekday, hour, minute, zone } = rule;
  const when = shortDigest(JSON.stringify([weekday, hour, minute, zone]));
  return { key: `report ${channel} ${when}`, payload: JSON.stringify([at.toISOString()]) };
}

/**
 * Returns a function that makes sure that the job of the next weekly report is in the queue. It never throws: what
 * fails is tried again at the next call.
 */
export function reportScheduler(
  app: Pick<AppContext, 'jobs' | 'clock' | 'rules' | 'diagnostics' | 'newCorrelation'>,
): () => Promise<void> {
  let isScheduled = app.rules.report === undefined;
  let failedUntil: Date | undefined;

  return async () => {
    const { jobs, clock, rules } = app;
    if (isScheduled || rules.report === undefined) return;
    if (failedUntil !== undefined && clock.now() < failedUntil) return;
    try {
      const at = nextReportAt(rules.report, clock.now());
      const lease = await jobs.enqueueClaimed(jobFor(rules.report, at), leaseTerm(clock));
      if (lease !== undefined) await jobs.reschedule(lease, at);
      isScheduled = true;
    } catch (error) {
      failedUntil = retryAt(clock);
      app.diagnostics.report(failureFrom(error), 'schedule the weekly report', app.newCorrelation());
    }
  };
}

/** Posts the weekly report, up to a day late, and schedules the next one. */
export async function resumeReport(app: ReadContext, lease: Lease): Promise<void> {
  const { jobs, rules, clock } = app;
  const at = payloadSchema.safeParse(parseJson(lease.job.payload)).data;
  const rule = rules.report;
  if (at === undefined || rule === undefined || jobFor(rule, at).key !== lease.job.key)
    return jobs.complete(lease);

  const isTooLate = isOver(at, latestMs, clock.now());
  const outcome = isTooLate ? 'done' : await postReport(app, rule, at);
  if (outcome === 'unverifiable') return jobs.reschedule(lease, retryAt(clock));
  if (outcome === 'refused') return jobs.reschedule(lease, retryAfterRefusalAt(clock));

  const next = nextReportAt(rule, clock.now());
  await jobs.enqueue(jobFor(rule, next), next);
}

type Outcome =
  /** It is posted, or the channel may not have it. */
  | 'done'
  /** Slack did not say whether the channel may have it, so nothing was gathered. */
  | 'unverifiable'
  /** Slack did not accept the message. */
  | 'refused';

async function postReport(app: ReadContext, rule: ReportRule, at: Date): Promise<Outcome> {
  const { rules, directory, announcer } = app;
  const lookup = await directory.channel(rule.channel);
  const problem = postingProblem(rules, lookup);
  if (problem === 'channel_unverifiable') return 'unverifiable';
  if (problem !== undefined) {
    const failure = new Failure('slack_refused', `the report’s channel may not show names: ${problem}`);
    app.diagnostics.report(failure, 'post the weekly report', app.newCorrelation());
    return 'done';
  }
  const endpoints = rules.channels.get(rule.channel)?.endpoints ?? [];
  const hasAudit = channelProblem(rules, lookup, 'audit') === undefined;
  const report = await gatherReport(app, {
    channel: rule.channel,
    endpoints,
    hasAudit,
    effort: efforts.background,
  });
  if (!(await announcer.showReport(report, at))) return 'refused';
  await announcer.showReportCharts(report, at, () => drawReport(app, report));
  return 'done';
}
