import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { type EntryContext, mostInPart, record } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, requestDetail } from '../../domain/approval.ts';
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
import type { ExactWhom, KickAim, KickWhom, OneOfSeveral } from '../../domain/target.ts';
import { nameOf, namesText } from '../../domain/vpn-name.ts';
import { appendForJob, leaseTerm, retryAt, unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';

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
  if (approval === undefined) throw new RangeError('the recorded approval request cannot be read');

  const isShown = await tellUndecided(app, hold, [entry]).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  return { kind: 'approval_asked', approval, isShown };
}

/** Returns the distinct names; a connection without a name is approved by its id alone. */
function namesOf(sessions: readonly ListedConnection[]): readonly string[] {
  const names = sessions.map(({ connection }) => nameOf(connection));
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

  const told = await Promise.all([announcer.showApproval(approval), announcer.announce(thread)]);
  return told.every((stands) => stands);
}

/** By then, every page of names has been posted, unless the process that posts them has crashed. */
const toldAfterMs = minutesToMilliseconds(2);

/**
 * Asks for a second person. Someone can decide as soon as the buttons are shown, while names are still being posted in
 * the audit channel. So the job is released at that point, and afterwards rescheduled for when the request expires.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function tellUndecided(
  { announcer, jobs, clock, log }: AppContext,
  hold: Lease,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, thread } = toldFrom(entries);
  if (approval === undefined || thread === undefined)
    throw new RangeError('the entries contain no approval request');

  const announcing = announcer.announce(thread);
  const isShown = await announcer.showApproval(approval);
  if (isShown) await jobs.reschedule(hold, new Date(clock.now().getTime() + toldAfterMs));
  const isTold = (await announcing) && isShown;

  const latest = await log.ofRequest(approval.correlation);
  const isDecided = latest.length > entries.length;
  // Another process may have announced the decision before this one announced the request.
  if (isDecided) await announcer.announce(toldFrom(latest).thread ?? thread);
  const free = isShown ? await jobs.claimEarly(hold.job.key, leaseTerm(clock)) : hold;
  const isDone = isTold && !isDecided;
  if (free !== undefined) await jobs.reschedule(free, isDone ? approval.expiresAt : retryAt(clock));
  return isTold;
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
  readonly aim: KickAim;
  /** The connections that were left ticked; undefined for every connection of the name. */
  readonly only: readonly ConnectionId[] | undefined;
  /** Possible matches that the actor ticked. */
  readonly also: readonly ConnectionId[];
  /** The names that were shown; the approval covers no one else's connections. */
  readonly names: readonly string[];
}

export function approvalKey(correlation: Correlation): string {
  return `approval ${correlation}`;
}

export function approvalJobFrom({ correlation, aim: { whom, on }, only, also, names }: ApprovalJob): Job {
  return {
    key: approvalKey(correlation),
    payload: JSON.stringify([[correlation, on ?? '', ...textsOf(whom)], only ?? ['all'], names, also]),
  };
}

/** Parses a job; undefined if another version of Bouncer enqueued it in a different format. */
export function parseApprovalJob({ payload }: Job): ApprovalJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every(isTexts)) return undefined;

  const [[correlationText = '', on, ...texts] = [], only = [], names = [], also = []] = parts;
  const correlation = parseCorrelation(correlationText);
  const whom = parseWhom(texts);
  if (correlation === undefined || whom === undefined) return undefined;

  return {
    correlation,
    aim: { whom, on: on || undefined },
    only: only[0] === 'all' ? undefined : idsFrom(only),
    also: idsFrom(also),
    names,
  };
}

function idsFrom(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((id) => parseConnectionId(id) ?? []);
}

/** Writes the kind and then the target; several targets become alternating kinds and texts. */
function textsOf(whom: KickWhom): readonly string[] {
  if (whom.kind === 'everyone') return [whom.kind];
  if (whom.kind === 'several') return [whom.kind, ...whom.whom.flatMap(textsOfOne)];
  return textsOfOne(whom);
}

function textsOfOne(whom: ExactWhom | OneOfSeveral): readonly string[] {
  switch (whom.kind) {
    case 'name':
      return [whom.kind, whom.name];
    case 'person':
      return [whom.kind, whom.person];
    case 'group':
      return [whom.kind, whom.group];
    case 'connection':
      return [whom.kind, whom.connection];
  }
}

function parseWhom([kind = '', ...texts]: readonly string[]): KickWhom | undefined {
  if (kind === 'everyone') return { kind };
  if (kind === 'several') {
    const whom = parseSeveral(texts);
    return whom && { kind, whom };
  }
  const [text = ''] = texts;
  const connection = kind === 'connection' ? parseConnectionId(text) : undefined;
  const one = connection === undefined ? parseOne(kind, text) : ({ kind: 'connection', connection } as const);
  return one?.kind === 'group' ? undefined : one;
}

/** Returns undefined if any of several targets cannot be parsed: a part of the list was never approved. */
function parseSeveral(texts: readonly string[]): readonly OneOfSeveral[] | undefined {
  const several: OneOfSeveral[] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const one = parseOne(texts[at] ?? '', texts[at + 1] ?? '');
    if (one === undefined) return undefined;
    several.push(one);
  }
  return several;
}

function parseOne(kind: string, text: string): OneOfSeveral | undefined {
  if (kind === 'name') return { kind, name: text };
  if (kind === 'person') {
    const person = parsePersonId(text);
    return person && { kind, person };
  }
  const group = kind === 'group' ? parseGroupId(text) : undefined;
  return group && { kind: 'group', group };
}

function isTexts(part: unknown): part is readonly string[] {
  return Array.isArray(part) && part.every((text) => typeof text === 'string');
}
