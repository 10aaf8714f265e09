import { addMilliseconds } from 'date-fns/addMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { z } from 'zod';
import { type EntryContext, mostInPart, record } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, reminderAt, requestDetail } from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import {
  type ConnectionId,
  type Correlation,
  parseConnectionId,
  parseCorrelation,
  parseGroupId,
  parsePersonId,
} from '../../domain/ids.ts';
import { threadsOf } from '../../domain/kick-from-entries.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import type { KickSelection, KickTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { nameOf, namesText } from '../../domain/vpn-name.ts';
import { appendForJob, leaseTerm, retryAt, unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';

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
        .slice(0, mostInPart)
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
  const { approval, thread } = toldFrom(entries);
  if (approval === undefined || thread === undefined) return true;

  const announced = await Promise.all([announcer.showApproval(approval), announcer.announce(thread)]);
  return announced.every((isShown) => isShown);
}

/** By then, every page of names has been posted, unless the process that posts them has crashed. */
const toldAfterMs = minutesToMilliseconds(2);

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
  const { approval, thread } = toldFrom(entries);
  if (approval === undefined || thread === undefined)
    throw new RangeError('the entries contain no approval request');

  const announcing = announcer.announce(thread);
  const isShown = await announcer.showApproval(approval);
  if (isShown) await jobs.reschedule(lease, addMilliseconds(clock.now(), toldAfterMs));
  const isRequestAnnounced = (await announcing) && isShown;

  const latest = await log.ofRequest(approval.correlation);
  const isDecided = latest.length > entries.length;
  // Another process may have announced the decision before this one announced the request.
  if (isDecided) await announcer.announce(toldFrom(latest).thread ?? thread);
  const isDue = !isDecided && clock.now() >= reminderAt(approval);
  const isAnnounced = (!isDue || (await announcer.remindOfApproval(approval))) && isRequestAnnounced;
  const free = isShown ? await jobs.claimEarly(lease.job.key, leaseTerm(clock)) : lease;
  const isDone = isAnnounced && !isDecided;
  const nextAt = isDue ? approval.expiresAt : reminderAt(approval);
  if (free !== undefined) await jobs.reschedule(free, isDone ? nextAt : retryAt(clock));
  return isAnnounced;
}

function toldFrom(entries: readonly AuditEntry[]) {
  return {
    approval: approvalFromEntries(entries),
    thread: threadsOf(entries).find(([{ kind }]) => kind === 'approval-requested'),
  };
}

/** What is needed to carry out a kick after its approval and is not in the audit log. */
export interface ApprovalJob {
  readonly correlation: Correlation;
  readonly selection: KickSelection;
  /** The connections that were left ticked; undefined for every connection of the name. */
  readonly only: readonly ConnectionId[] | undefined;
  /** Possible matches that the actor ticked. */
  readonly also: readonly ConnectionId[];
  /** The names that were shown; the approval covers no one else's connections. */
  readonly names: readonly string[];
  /** Whether the person whose connections are terminated may be told. */
  readonly mayNotify: boolean;
}

export function approvalKey(correlation: Correlation): string {
  return `approval ${correlation}`;
}

/** Correlation, scope, and the target's kind and texts; then the ticked ids, the names, and the possible matches. */
const schema = z.tuple([z.tuple([z.string(), z.string()], z.string())], z.array(z.string()));

function approvalJobFrom({ correlation, selection, only, also, names, mayNotify }: ApprovalJob): Job {
  const request = [correlation, selection.on ?? '', ...textsFrom(selection.targetRef)];
  return {
    key: approvalKey(correlation),
    payload: JSON.stringify([request, only ?? ['all'], names, also, ...(mayNotify ? [['notify']] : [])]),
  };
}

/** Parses a job; undefined if another version of Bouncer enqueued it in a different format. */
export function parseApprovalJob({ payload }: Job): ApprovalJob | undefined {
  const { data } = schema.safeParse(parseJson(payload));
  if (data === undefined) return undefined;

  const [[correlationText, on, kind = '', ...texts], only = [], names = [], also = [], notes = []] = data;
  const correlation = parseCorrelation(correlationText);
  const targetRef = parseTargetRef(kind, texts);
  if (correlation === undefined || targetRef === undefined) return undefined;

  return {
    correlation,
    selection: { targetRef, on: on || undefined },
    only: only[0] === 'all' ? undefined : idsFrom(only),
    also: idsFrom(also),
    names,
    // Earlier versions notified nobody.
    mayNotify: notes.includes('notify'),
  };
}

function idsFrom(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((id) => parseConnectionId(id) ?? []);
}

/** Writes the kind and then the target; several targets become alternating kinds and texts. */
function textsFrom(targetRef: KickTargetRef | OneOfSeveral): readonly string[] {
  switch (targetRef.kind) {
    case 'everyone':
      return [targetRef.kind];
    case 'several':
      return [targetRef.kind, ...targetRef.targetRef.flatMap(textsFrom)];
    case 'name':
      return [targetRef.kind, targetRef.name];
    case 'person':
      return [targetRef.kind, targetRef.person];
    case 'group':
      return [targetRef.kind, targetRef.group];
    case 'connection':
      return [targetRef.kind, targetRef.connection];
  }
}

function parseTargetRef(kind: string, texts: readonly string[]): KickTargetRef | undefined {
  const [text = ''] = texts;
  if (kind === 'everyone') return { kind };
  if (kind === 'several') {
    const pairs = Array.from({ length: Math.ceil(texts.length / 2) }, (_, at) =>
      texts.slice(2 * at, 2 * at + 2),
    );
    const several = pairs.flatMap(([one = '', of = '']) => parseOneOfSeveral(one, of) ?? []);
    // A part of the list was never approved.
    return several.length === pairs.length ? { kind, targetRef: several } : undefined;
  }
  if (kind === 'connection') {
    const connection = parseConnectionId(text);
    return connection && { kind, connection };
  }
  const one = parseOneOfSeveral(kind, text);
  return one?.kind === 'group' ? undefined : one;
}

function parseOneOfSeveral(kind: string, text: string): OneOfSeveral | undefined {
  if (kind === 'name') return { kind, name: text };
  const person = kind === 'person' ? parsePersonId(text) : undefined;
  if (person !== undefined) return { kind: 'person', person };
  const group = kind === 'group' ? parseGroupId(text) : undefined;
  return group && { kind: 'group', group };
}
