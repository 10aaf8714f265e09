import type { PersonLookup } from '../../domain/channel.ts';
import type { Connection } from '../../domain/connection.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Person } from '../../domain/person.ts';
import { type SecondPersonNeed, secondPersonNeed } from '../../domain/second-person.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type CountContext, countRecentTerminations, type TerminationIntent } from './recent-terminations.ts';

/** What an actor is about to terminate. */
export interface Intent extends TerminationIntent {
  readonly person: PersonLookup<Person>;
  readonly connections: readonly Connection[];
}

export function actorIn({ person }: Pick<AccessContext, 'person'>): Pick<Intent, 'actor' | 'person'> {
  return { actor: person.kind === 'found' ? person.person.id : undefined, person };
}

/**
 * Returns why the actor needs a second person to terminate these connections, or undefined if they need none. No one
 * needs one for their own connections. Connections of the same target that the actor terminated in the last ten
 * minutes count as well.
 *
 * @throws {Failure} `store_unavailable` when the audit log cannot be read.
 */
export async function approvalNeeded(
  app: CountContext,
  intent: Intent,
): Promise<SecondPersonNeed | undefined> {
  const others = othersIn(app, intent);
  const need = secondPersonNeed(app.rules, others);
  if (need !== undefined || others.length === 0) return need;

  return secondPersonNeed(app.rules, others, await countRecentTerminations(app, intent, others));
}

/**
 * Predicts {@link approvalNeeded} for the modal. If the audit log cannot be read, the modal opens anyway without the
 * recent terminations, because its submission does nothing without the audit log.
 */
export async function foreseenNeed(
  app: CountContext & Pick<AppContext, 'diagnostics' | 'newCorrelation'>,
  intent: Intent,
): Promise<SecondPersonNeed | undefined> {
  try {
    return await approvalNeeded(app, intent);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'count recent terminations', app.newCorrelation());
    return secondPersonNeed(app.rules, othersIn(app, intent));
  }
}

function othersIn(
  { rules }: Pick<AppContext, 'rules'>,
  { connections, person }: Intent,
): readonly Connection[] {
  return connections.filter((connection) => !isOwn(rules, person, connection));
}
