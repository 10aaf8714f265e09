import { type Approval, approvalFromEntries, requestDetail } from '../../../core/approval.ts';
import { entryConnectionFrom } from '../../../core/entry-connection.ts';
import type { SecondPersonNeed } from '../../../core/second-person.ts';
import type { SeenSession } from '../../../core/sighting.ts';
import { nameOf, namesText } from '../../../core/vpn-name.ts';
import type { World } from '../../../ports/world.ts';
import { mostInPart } from '../end/portions-of.ts';
import { leaseFrom } from '../lease.ts';
import { type EntryContext, record } from '../record.ts';
import { recordHeld, unconfirmed } from '../strike-off.ts';
import { type ApprovalTask, approvalTaskFrom } from './approval-task.ts';
import { tellUndecided } from './tell-approval.ts';

export type AskedForApproval =
  /** Unless it is shown, nobody has seen it yet; it is shown as soon as it can be. */
  | { readonly kind: 'approval_asked'; readonly approval: Approval; readonly isShown: boolean }
  /** The same request was delivered before. */
  | { readonly kind: 'begun' };

/**
 * Records that a kick waits for a second person, and asks for one in the channel. The request stays on the agenda until
 * somebody decides, or its time is over.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: nobody is asked then.
 */
export async function askForApproval(
  world: World,
  { aim, only, also }: Pick<ApprovalTask, 'aim' | 'only' | 'also'>,
  sessions: readonly SeenSession[],
  need: SecondPersonNeed,
  context: EntryContext,
): Promise<AskedForApproval> {
  const { correlation } = context;
  const names = namesOf(sessions);
  const task = approvalTaskFrom({ correlation, aim, only, also, names });
  const hold = await world.agenda.begin(task, leaseFrom(world.clock));
  if (hold === undefined) return { kind: 'begun' };

  const shown = namesText(sessions.map(({ connection }) => connection));
  const possible = sessions.filter(({ connection }) => also.includes(connection.id));
  const target = (aim.whom.kind === 'everyone' && context.target) || shown;
  const entry = await recordHeld(world, hold, correlation, () =>
    record(world, { ...context, target }, 'approval-requested', {
      connections: sessions
        .slice(0, mostInPart)
        .map(({ connection }) => entryConnectionFrom(connection, { kind: 'requested' })),
      detail: requestDetail(sessions, possible, need, target),
    }),
  );
  const approval = approvalFromEntries([entry]);
  if (approval === undefined) throw new RangeError('what was just recorded is a request for a second person');

  const isShown = await tellUndecided(world, hold, [entry]).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  return { kind: 'approval_asked', approval, isShown };
}

/** A session without a name is approved by its id alone. */
function namesOf(sessions: readonly SeenSession[]): readonly string[] {
  const names = sessions.map(({ connection }) => nameOf(connection));
  return [...new Set(names.flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text])))];
}
