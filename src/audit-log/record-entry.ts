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
import { type Correlation, parseCorrelation } from '../domain/ids.ts';
import type { KickWhom, OneOfSeveral } from '../domain/target.ts';
import { appendForJob, completeOrReschedule, leaseTerm } from '../jobs/complete-job.ts';
import type { Asker } from '../policy/authorize.ts';
import type { Denial, Situation } from '../policy/decide.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Job, Lease } from '../ports/job-queue.ts';

/** The part of an entry that is the same throughout one request: actor, channel, target, reason. */
export interface EntryContext extends Pick<EntryDraft, 'actor' | 'target' | 'reason'> {
  readonly correlation: Correlation;
  readonly channel: NonNullable<EntryDraft['channel']>;
  readonly authority: Authority;
}

export function entryContext(
  asker: Asker,
  situation: Situation,
  rest: Pick<EntryContext, 'correlation' | 'target' | 'reason'>,
  authority = alone,
): EntryContext {
  return { ...rest, authority, actor: actorOf(asker, situation), channel: channelOf(asker, situation) };
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
export async function recordRefusal(
  app: AppContext,
  asker: Asker,
  situation: Situation,
  whom: KickWhom,
  refusal: Denial,
): Promise<void> {
  await recordRefused(app, asker, situation, await targetText(app.directory, whom), refusal);
}

/**
 * Records that someone was refused an action, and enqueues its announcement. The refusal holds even if it could not be
 * recorded: nothing happened.
 */
export async function recordRefused(
  app: AppContext,
  asker: Asker,
  situation: Situation,
  target: string,
  refusal: Denial,
): Promise<void> {
  const correlation = app.newCorrelation();
  try {
    await appendRefusal(app, correlation, {
      actor: actorOf(asker, situation),
      channel: channelOf(asker, situation),
      target,
      detail: `${refusal.reason} (${refusal.grant})`,
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
  whom: KickWhom | OneOfSeveral,
): Promise<string> {
  switch (whom.kind) {
    case 'name':
      return whom.name;
    case 'person': {
      const lookup = await directory.person(whom.person);
      return lookup.kind === 'found' ? `${lookup.person.name} (${whom.person})` : whom.person;
    }
    case 'connection':
      return whom.connection;
    case 'group':
      return `group ${whom.group}`;
    case 'everyone':
      return 'everyone';
    case 'several':
      return (await Promise.all(whom.whom.map((one) => targetText(directory, one)))).join(', ');
  }
}

function actorOf(asker: Asker, { person }: Situation): EntryDraft['actor'] {
  if (person.kind === 'found')
    return { id: person.person.id, name: person.person.name, team: person.person.team };
  return { id: asker.person, name: asker.person, team: asker.team ?? '' };
}

function channelOf(asker: Asker, { channel }: Situation): EntryContext['channel'] {
  if (channel.kind === 'found') return { id: channel.channel.id, name: channel.channel.name };
  return { id: asker.channel, name: asker.channelName };
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
  const lease = await jobs.enqueueClaimed(refusalJob(correlation), leaseTerm(clock));
  await appendForJob(app, lease, correlation, () =>
    log.append({ ...draft, at: clock.now().toISOString(), kind: 'refused', correlation }),
  );
  // If rescheduling fails, the job is free when its lease expires. The entry is stored either way.
  if (lease !== undefined) await jobs.reschedule(lease, clock.now()).catch(() => {});
}

/**
 * Announces a refusal from the job queue. It does not wait for the announcement, which comes after all others: the job
 * runner has more urgent work.
 */
export async function resumeRefusal(app: AppContext, lease: Lease): Promise<void> {
  void announce(app, lease);
}

async function announce(app: AppContext, lease: Lease): Promise<void> {
  const correlation = parseCorrelation(lease.job.key.slice(jobKind.length + 1)) ?? app.newCorrelation();
  let isAnnounced = false;
  try {
    const [entry] = await app.log.ofRequest(correlation);
    isAnnounced = entry === undefined || (await app.announcer.announceRefusal(entry));
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'announce refusal', correlation);
  }
  await completeOrReschedule(app, { hold: lease, isUnrecorded: false }, isAnnounced, correlation);
}

const jobKind = 'refused';

function refusalJob(correlation: Correlation): Job {
  return { key: `${jobKind} ${correlation}`, payload: JSON.stringify(correlation) };
}

/** The most connections in one entry. It keeps an entry readable, and far below any store's limit for one item. */
export const mostInPart = 100;

export function portionsOf(connections: readonly Connection[]): readonly (readonly Connection[])[] {
  const count = Math.ceil(connections.length / mostInPart);
  return Array.from({ length: count }, (_, index) =>
    connections.slice(index * mostInPart, (index + 1) * mostInPart),
  );
}
