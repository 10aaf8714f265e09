import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { mostInPart } from '../../audit-log/entry-parts.ts';
import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, requestDetail } from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { threadsOf } from '../../domain/kick-from-entries.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { nameOf, namesText } from '../../domain/vpn-name.ts';
import { appendForJob, retryAt, unconfirmed } from '../../jobs/complete-job.ts';
import { leaseTerm } from '../../jobs/lease.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { type ApprovalJob, approvalJobFrom } from './approval-job.ts';

export type RequestedApproval =
  /** Unless it is shown, nobody has seen it yet; it is shown as soon as it can be. */
  | { readonly kind: 'approval_asked'; readonly approval: Approval; readonly isShown: boolean }
  /** The same request was delivered before. */
  | { readonly kind: 'begun' };

/**
 * Records that a kick waits for a second person, and asks for one in the channel. The request stays on the job queue until
 * somebody decides, or its time is over.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: nobody is asked then.
 */
export async function requestApproval(
  app: AppContext,
  { aim, only, also }: Pick<ApprovalJob, 'aim' | 'only' | 'also'>,
  sessions: readonly ListedConnection[],
  need: SecondPersonNeed,
  context: EntryContext,
): Promise<RequestedApproval> {
  const { correlation } = context;
  const names = namesOf(sessions);
  const job = approvalJobFrom({ correlation, aim, only, also, names });
  const hold = await app.jobs.enqueueClaimed(job, leaseTerm(app.clock));
  if (hold === undefined) return { kind: 'begun' };

  const shown = namesText(sessions.map(({ connection }) => connection));
  const possible = sessions.filter(({ connection }) => also.includes(connection.id));
  const target = (aim.whom.kind === 'everyone' && context.target) || shown;
  const entry = await appendForJob(app, hold, correlation, () =>
    record(app, { ...context, target }, 'approval-requested', {
      connections: sessions
        .slice(0, mostInPart)
        .map(({ connection }) => entryConnectionFrom(connection, { kind: 'requested' })),
      detail: requestDetail(sessions, possible, need, target),
    }),
  );
  const approval = approvalFromEntries([entry]);
  if (approval === undefined) throw new RangeError('what was just recorded is a request for a second person');

  const isShown = await tellUndecided(app, hold, [entry]).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  return { kind: 'approval_asked', approval, isShown };
}

/** A session without a name is approved by its id alone. */
function namesOf(sessions: readonly ListedConnection[]): readonly string[] {
  const names = sessions.map(({ connection }) => nameOf(connection));
  return [...new Set(names.flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text])))];
}

/** Shows how a request for a second person stands, where it was made and in the audit channel. */
export async function announceApproval(
  { announcer }: Pick<AppContext, 'announcer'>,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, story } = toldFrom(entries);
  if (approval === undefined || story === undefined) return true;

  const told = await Promise.all([announcer.showApproval(approval), announcer.announce(story)]);
  return told.every((stands) => stands);
}

/** Slack has posted every page of names by then, unless the process that posts them has died. */
const toldAfterMs = minutesToMilliseconds(2);

/**
 * Asks for a second person. The request can be decided as soon as its buttons are there, while names are still being posted
 * in the audit channel: then its job is given back, and afterwards enqueued for when its time is over.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function tellUndecided(
  { announcer, jobs, clock, log }: AppContext,
  hold: Lease,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, story } = toldFrom(entries);
  if (approval === undefined || story === undefined) throw new RangeError('nobody was asked');

  const announcing = announcer.announce(story);
  const isShown = await announcer.showApproval(approval);
  if (isShown) await jobs.reschedule(hold, new Date(clock.now().getTime() + toldAfterMs));
  const isTold = (await announcing) && isShown;

  const latest = await log.ofRequest(approval.correlation);
  const isDecided = latest.length > entries.length;
  // Another process may have announced the decision before this one announced the request.
  if (isDecided) await announcer.announce(toldFrom(latest).story ?? story);
  const free = isShown ? await jobs.claimEarly(hold.job.key, leaseTerm(clock)) : hold;
  const isDone = isTold && !isDecided;
  if (free !== undefined) await jobs.reschedule(free, isDone ? approval.expiresAt : retryAt(clock));
  return isTold;
}

function toldFrom(entries: readonly AuditEntry[]) {
  return {
    approval: approvalFromEntries(entries),
    story: threadsOf(entries).find(([{ kind }]) => kind === 'approval-requested'),
  };
}
