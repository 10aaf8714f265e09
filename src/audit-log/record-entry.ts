import {
  type AuditEntry,
  type Authority,
  alone,
  detailWith,
  type EntryDraft,
  type EntryKind,
} from '../domain/audit-entry.ts';
import type { Connection } from '../domain/connection.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { failureFrom } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { KickTargetRef, OneOfSeveral } from '../domain/target.ts';
import { appendForJob, leaseTerm } from '../jobs/complete-job.ts';
import type { AccessContext, Denial } from '../policy/authorize.ts';
import type { Requester } from '../policy/load-access.ts';
import type { AppContext } from '../ports/app-context.ts';

/** The part of an entry that is the same throughout one request: actor, channel, target, reason. */
export interface EntryContext extends Pick<EntryDraft, 'actor' | 'target' | 'reason'> {
  readonly correlation: Correlation;
  readonly channel: NonNullable<EntryDraft['channel']>;
  readonly authority: Authority;
}

export function entryContext(
  requester: Requester,
  access: AccessContext,
  rest: Pick<EntryContext, 'correlation' | 'target' | 'reason'>,
  authority = alone,
): EntryContext {
  return { ...rest, authority, actor: actorOf(requester, access), channel: channelOf(requester, access) };
}

/** Appends an entry with the current time. @throws {Failure} `audit_unwritable` */
export function record(
  { log, clock }: Pick<AppContext, 'log' | 'clock'>,
  { authority, ...context }: EntryContext,
  kind: EntryKind,
  rest: Pick<EntryDraft, 'endpoint' | 'connections' | 'awsRequestId' | 'detail'>,
): Promise<AuditEntry> {
  const detail = detailWith(rest.detail, authority);
  const at = clock.now().toISOString();
  return log.append({ ...context, ...rest, ...(detail !== undefined && { detail }), at, kind });
}

/** Records that someone was refused an action on the target they named. */
export async function recordDenial(
  app: AppContext,
  requester: Requester,
  access: AccessContext,
  targetRef: KickTargetRef,
  denial: Denial,
): Promise<void> {
  await recordRefused(app, requester, access, await targetText(app.directory, targetRef), denial);
}

/**
 * Records that someone was refused an action, and enqueues its announcement. The refusal holds even if it could not be
 * recorded: nothing happened.
 */
export async function recordRefused(
  app: AppContext,
  requester: Requester,
  access: AccessContext,
  target: string,
  denial: Denial,
): Promise<void> {
  const correlation = app.newCorrelation();
  try {
    await appendRefusal(app, correlation, {
      actor: actorOf(requester, access),
      channel: channelOf(requester, access),
      target,
      detail: `${denial.reason} (${denial.grant})`,
    });
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'record refusal', correlation);
  }
}

export function entryEndpoint({ id, name, region }: Endpoint): NonNullable<EntryDraft['endpoint']> {
  return { id, name, region };
}

/** The target in an entry of an action that looked nobody up: what was typed or selected. */
async function targetText(
  directory: AppContext['directory'],
  targetRef: KickTargetRef | OneOfSeveral,
): Promise<string> {
  switch (targetRef.kind) {
    case 'name':
      return targetRef.name;
    case 'person': {
      const lookup = await directory.person(targetRef.person);
      return lookup.kind === 'found' ? `${lookup.person.name} (${targetRef.person})` : targetRef.person;
    }
    case 'connection':
      return targetRef.connection;
    case 'group':
      return `group ${targetRef.group}`;
    case 'everyone':
      return 'everyone';
    case 'several':
      return (await Promise.all(targetRef.targetRef.map((one) => targetText(directory, one)))).join(', ');
  }
}

function actorOf(requester: Requester, { person }: AccessContext): EntryDraft['actor'] {
  if (person.kind === 'found')
    return { id: person.person.id, name: person.person.name, team: person.person.team };
  return { id: requester.person, name: requester.person, team: requester.team ?? '' };
}

function channelOf(requester: Requester, { channel }: AccessContext): EntryContext['channel'] {
  if (channel.kind === 'found') return { id: channel.channel.id, name: channel.channel.name };
  return { id: requester.channel, name: requester.channelName };
}

/**
 * Appends the entry of a refusal and leaves its announcement to the job queue, so that the person who was refused does
 * not wait for Slack.
 *
 * @throws {Failure} `store_unavailable`, `audit_unwritable`
 */
export async function appendRefusal(
  app: Pick<AppContext, 'log' | 'clock' | 'jobs' | 'diagnostics'>,
  correlation: Correlation,
  draft: Omit<EntryDraft, 'at' | 'kind' | 'correlation'>,
): Promise<void> {
  const { log, clock, jobs } = app;
  const job = { key: `refused ${correlation}`, payload: JSON.stringify(correlation) };
  const lease = await jobs.enqueueClaimed(job, leaseTerm(clock));
  await appendForJob(app, lease, correlation, () =>
    log.append({ ...draft, at: clock.now().toISOString(), kind: 'refused', correlation }),
  );
  // If rescheduling fails, the job is free when its lease expires. The entry is stored either way.
  if (lease !== undefined) await jobs.reschedule(lease, clock.now()).catch(() => {});
}

/** The most connections in one entry. It keeps an entry readable, and far below any store's limit for one item. */
export const maxInPart = 100;

export function portionsOf(connections: readonly Connection[]): readonly (readonly Connection[])[] {
  const count = Math.ceil(connections.length / maxInPart);
  return Array.from({ length: count }, (_, index) =>
    connections.slice(index * maxInPart, (index + 1) * maxInPart),
  );
}
