import type { AuditEntry, EntryDraft, EntryKind } from '../domain/audit-entry.ts';
import { type Authority, alone, detailWith } from '../domain/audit-entry.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { failureFrom } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { KickWhom, OneOfSeveral } from '../domain/target.ts';
import type { Asker } from '../policy/authorize.ts';
import type { Denial, Situation } from '../policy/decide.ts';
import type { AppContext } from '../ports/app-context.ts';
import { appendRefusal } from './append-refusal.ts';

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
