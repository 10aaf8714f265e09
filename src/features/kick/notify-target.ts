import type { EntryContext } from '../../audit-log/record-entry.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { ConnectionId, PersonId } from '../../domain/ids.ts';
import { connectionsOf, type Kick } from '../../domain/kick.ts';
import { vpnNamesOf } from '../../domain/person.ts';
import { isMany, type KickSelection } from '../../domain/target.ts';
import { isOfUser, peopleListedFor } from '../../domain/users.ts';
import { distinctNames, namesOfConnections } from '../../domain/vpn-name.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { FoundConnections } from './kick-finding.ts';

/** Whom to tell that their connections were terminated. */
export interface NotifiedPerson {
  readonly person: PersonId;
  /** The connections of the kick that are theirs for certain; possible matches are not. */
  readonly connections: readonly ConnectionId[];
}

interface Decided {
  readonly selection: KickSelection;
  readonly found: Pick<FoundConnections, 'connections'>;
  readonly context: EntryContext;
  readonly mayNotify?: boolean;
}

/**
 * Returns the person to notify of a kick; undefined if notifications are off, the actor does not want one, or it is not
 * certain whose connections they are. Only members of the workspace are notified. It never throws.
 */
export async function personToNotify(
  app: NotifyContext,
  decided: Decided,
): Promise<NotifiedPerson | undefined> {
  const { rules, directory, diagnostics } = app;
  const { found, context, mayNotify = false } = decided;
  if (rules.kick.notify === undefined || !mayNotify) return undefined;
  try {
    const id = await personOf(app, decided);
    if (id === undefined || id === context.actor.id) return undefined;
    const lookup = await directory.person(id);
    if (lookup.kind !== 'found' || lookup.person.accountType !== 'member') return undefined;

    const names = vpnNamesOf(lookup.person, rules.people);
    const own = found.connections.filter(({ connection }) => isOfUser(connection, names, rules.people, id));
    const connections = own.map(({ connection }) => connection.id);
    return connections.length === 0 ? undefined : { person: id, connections };
  } catch (error) {
    diagnostics.report(failureFrom(error), 'look up person to notify', context.correlation);
    return undefined;
  }
}

type NotifyContext = Pick<AppContext, 'rules' | 'directory' | 'diagnostics'>;

/** The person who was mentioned; or for a name or a connection, the one whose e-mail address is the only name found. */
async function personOf(
  { rules: { people }, directory }: NotifyContext,
  { selection: { targetRef }, found }: Decided,
): Promise<PersonId | undefined> {
  if (targetRef.kind === 'person') return targetRef.person;
  if (isMany(targetRef) || people.match !== 'email') return undefined;

  const [name, ...others] = distinctNames(
    namesOfConnections(found.connections.map(({ connection }) => connection)),
  );
  if (name === undefined || others.length > 0 || !name.includes('@')) return undefined;
  // Someone for whom this name is configured, or who has claimed it, may be somebody else.
  return peopleListedFor(people, name).length > 0 ? undefined : directory.personWithEmail(name);
}

/**
 * Notifies the person once the kick is over, if any of their connections was terminated. If the message cannot be
 * delivered, that is logged: the kick does not depend on it.
 */
export async function notifyTarget(
  { rules, announcer }: Pick<AppContext, 'rules' | 'announcer'>,
  notified: NotifiedPerson | undefined,
  kick: Kick,
): Promise<void> {
  const channel = [...rules.channels.values()].find(({ id }) => id === kick.channel.id);
  if (notified === undefined || channel === undefined || rules.kick.notify === undefined) return;

  const isTheirs = (id: ConnectionId) => notified.connections.includes(id);
  const terminated = connectionsOf(kick).filter(
    ({ connection, state }) => state.kind === 'ended' && isTheirs(connection.id),
  );
  if (terminated.length === 0) return;

  const ids = new Set(terminated.map(({ connection }) => connection.endpointId));
  const endpoints = kick.parts
    .filter(({ endpoint }) => ids.has(endpoint.id))
    .map(({ endpoint }) => endpoint.name);
  await announcer.notifyTarget({
    correlation: kick.correlation,
    person: notified.person,
    channelName: channel.name,
    endpoints: [...new Set(endpoints)],
    count: terminated.length,
    reason: rules.kick.notify === 'reason' ? kick.reason : undefined,
  });
}
