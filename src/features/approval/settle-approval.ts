import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, lapseDetails } from '../../domain/approval.ts';
import type { Actor, EntryDraft, EntryKind } from '../../domain/audit-entry.ts';
import { alone, personText } from '../../domain/audit-entry.ts';
import { Failure } from '../../domain/failure.ts';
import { strikeOff, unconfirmed } from '../../jobs/finish-job.ts';
import { leaseFrom } from '../../jobs/lease.ts';
import type { Hold } from '../../ports/agenda.ts';
import type { World } from '../../ports/world.ts';
import { tellApproval } from '../kick/request-approval.ts';
import type { ApprovedFinding } from './find-approved.ts';

/** A request for a second person that came to its end without a kick. */
export interface Settled {
  readonly kind: 'settled';
  readonly approval: Approval;
  readonly isShown: boolean;
}

/** Records what became of a request for a second person, tells of it, and strikes it off. @throws {Failure} */
export async function settleApproval(
  world: World,
  hold: Hold,
  context: EntryContext,
  kind: EntryKind,
  rest: Pick<EntryDraft, 'detail'> = {},
): Promise<Settled> {
  const { correlation } = context;
  await recordDecision(world, hold, context, kind, rest);
  const entries = await world.log.ofRequest(correlation).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  const isShown = await tellApproval(world, entries);
  await strikeOff(world, { hold, isUnrecorded: false }, isShown, correlation);

  const approval = approvalFromEntries(entries);
  if (approval === undefined) throw new RangeError('what was just settled is a request for a second person');
  return { kind: 'settled', approval, isShown };
}

/** Settles what was approved and cannot be carried out. */
export function settleUndoable(
  world: World,
  hold: Hold,
  approval: Approval,
  by: Actor,
  finding: Extract<ApprovedFinding, { kind: 'gone' | 'refused' }>,
): Promise<Settled> {
  if (finding.kind === 'gone')
    return settleApproval(world, hold, contextOf(approval, by), 'approval-lapsed', {
      detail: lapseDetails.gone,
    });

  const { reason, grant } = finding.refusal;
  const detail = `${reason} (${grant}), when ${personText(by)} approved`;
  return settleApproval(world, hold, contextOf(approval), 'refused', { detail });
}

/** A holder that was stalled past its lease must not decide beside its successor. @throws {Failure} `taken_over` */
export async function recordDecision(
  world: World,
  hold: Hold,
  context: EntryContext,
  kind: EntryKind,
  rest: Pick<EntryDraft, 'detail' | 'connections'>,
): Promise<void> {
  const renewed = await world.agenda.renew(hold, leaseFrom(world.clock));
  if (renewed === undefined) throw new Failure('taken_over', `another process goes on with ${hold.task.key}`);
  await record(world, context, kind, rest);
}

/** What the entries about a request have in common, whoever acts. */
export function contextOf(
  { correlation, requester, channel, target, reason }: Approval,
  actor = requester,
): EntryContext {
  return { correlation, actor, channel, authority: alone, target, reason };
}
