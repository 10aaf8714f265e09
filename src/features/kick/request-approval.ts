import { addMilliseconds } from 'date-fns/addMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { type EntryContext, maxInPart, record } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, reminderAt, requestDetail } from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { threadsOf } from '../../domain/kick-from-entries.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { nameOf, namesText } from '../../domain/vpn-name.ts';
import { appendForJob, leaseTerm, retryAt, unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { type ApprovalJob, approvalJobFrom } from './approval-job.ts';

export type RequestedApproval =
  /** If it is not shown, no one has seen the request yet; it is posted as soon as possible. */
  | { readonly kind: 'approval_asked'; readonly approval: Approval; readonly isShown: boolean }
  /** The same request was delivered before. */
  | { readonly kind: 'begun' };

/**
 * Records that a kick needs a second person, and asks for one in the channel. The request stays in the job queue until
 * someone decides or it expires.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: then no one is asked.
 */
export async function requestApproval(
  app: AppContext,
  { selection, only, also, mayNotify }: Pick<ApprovalJob, 'selection' | 'only' | 'also' | 'mayNotify'>,
  connections: readonly ListedConnection[],
  need: SecondPersonNeed,
  context: EntryContext,
): Promise<RequestedApproval> {
  const { correlation } = context;
  const names = namesOf(connections);
  const job = approvalJobFrom({ correlation, selection, only, also, names, mayNotify });
  const lease = await app.jobs.enqueueClaimed(job, leaseTerm(app.clock));
  if (lease === undefined) return { kind: 'begun' };

  const shown = namesText(connections.map(({ connection }) => connection));
  const possible = connections.filter(({ connection }) => also.includes(connection.id));
  const target = (selection.targetRef.kind === 'everyone' && context.target) || shown;
  const entry = await appendForJob(app, lease, correlation, () =>
    record(app, { ...context, target }, 'approval-requested', {
      connections: connections
        .slice(0, maxInPart)
        .map(({ connection }) => entryConnectionFrom(connection, { kind: 'requested' })),
      detail: requestDetail(connections, possible, need, target),
    }),
  );
  const approval = approvalFromEntries([entry]);
  if (approval === undefined) throw new RangeError('the recorded approval request cannot be read');

  const isShown = await announceUndecided(app, lease, [entry]).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  return { kind: 'approval_asked', approval, isShown };
}

/** Returns the distinct names; a connection without a name is approved by its id alone. */
function namesOf(connections: readonly ListedConnection[]): readonly string[] {
  const names = connections.map(({ connection }) => nameOf(connection));
  return [...new Set(names.flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text])))];
}

/**
 * Shows the state of an approval request in its channel and in the audit channel.
 *
 * @returns Whether both messages were posted; true if there is nothing to announce.
 */
export async function announceApproval(
  { announcer }: Pick<AppContext, 'announcer'>,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, thread } = requestIn(entries);
  if (approval === undefined || thread === undefined) return true;

  const announced = await Promise.all([announcer.showApproval(approval), announcer.announce(thread)]);
  return announced.every((isShown) => isShown);
}

/** By then, every page of names has been posted, unless the process that posts them has crashed. */
const announcedAfterMs = minutesToMilliseconds(2);

/**
 * Asks for a second person. Someone can decide as soon as the buttons are shown, while names are still being posted in
 * the audit channel. So the job is released at that point, and afterwards rescheduled for the reminder, and then for
 * when the request expires.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function announceUndecided(
  { announcer, jobs, clock, log }: AppContext,
  lease: Lease,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, thread } = requestIn(entries);
  if (approval === undefined || thread === undefined)
    throw new RangeError('the entries contain no approval request');

  const announcing = announcer.announce(thread);
  const isShown = await announcer.showApproval(approval);
  if (isShown) await jobs.reschedule(lease, addMilliseconds(clock.now(), announcedAfterMs));
  const isRequestAnnounced = (await announcing) && isShown;

  const latest = await log.ofRequest(approval.correlation);
  const isDecided = latest.length > entries.length;
  // Another process may have announced the decision before this one announced the request.
  if (isDecided) await announcer.announce(requestIn(latest).thread ?? thread);
  const isDue = !isDecided && clock.now() >= reminderAt(approval);
  const isAnnounced = (!isDue || (await announcer.remindOfApproval(approval))) && isRequestAnnounced;
  const free = isShown ? await jobs.claimEarly(lease.job.key, leaseTerm(clock)) : lease;
  const isDone = isAnnounced && !isDecided;
  const nextAt = isDue ? approval.expiresAt : reminderAt(approval);
  if (free !== undefined) await jobs.reschedule(free, isDone ? nextAt : retryAt(clock));
  return isAnnounced;
}

function requestIn(entries: readonly AuditEntry[]) {
  return {
    approval: approvalFromEntries(entries),
    thread: threadsOf(entries).find(([{ kind }]) => kind === 'approval-requested'),
  };
}
