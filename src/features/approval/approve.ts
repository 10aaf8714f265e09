import { mostInPart } from '../../audit-log/entry-parts.ts';
import { entryContext } from '../../audit-log/record-entry.ts';
import type { Actor } from '../../domain/audit-entry.ts';
import { personText } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { MissingEndpoint } from '../../domain/connection-list.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { isBegun } from '../../domain/kick-from-entries.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { strikeOff, unconfirmed } from '../../jobs/finish-job.ts';
import type { World } from '../../ports/world.ts';
import type { CarriedOut } from '../kick/carry-out.ts';
import { tellApproval } from '../kick/request-approval.ts';
import {
  type ApprovalClick,
  type NotTheirs,
  type WeighedApproval,
  weighApproval,
} from './authorize-approver.ts';
import { carryOutApproved } from './carry-out-approved.ts';
import { type ApprovedFinding, findApproved } from './find-approved.ts';
import { contextOf, recordDecision, type Settled, settleUndoable } from './settle-approval.ts';

export type ApproveResult =
  | NotTheirs
  | CarriedOut
  | Settled
  /** Nothing was found, and not every endpoint answered: the request stands as it was. */
  | { readonly kind: 'unseen'; readonly missing: readonly MissingEndpoint[] };

type Theirs = Extract<WeighedApproval, { kind: 'theirs' }>;
type ToEnd = Extract<ApprovedFinding, { kind: 'found' }>;

/**
 * A second person agrees to a kick: both people are decided about afresh, the target is looked up again, and what is
 * live of what was approved is ended. Both stand in the record.
 */
export async function approve(world: World, click: ApprovalClick): Promise<ApproveResult> {
  const weighed = await weighApproval(world, click, false);
  if (weighed.kind !== 'theirs') return weighed;

  try {
    return await decideAndCarryOut(world, click, weighed);
  } catch (error) {
    await strikeOff(world, { hold: weighed.hold, isUnrecorded: true }, false, click.correlation);
    throw error;
  }
}

async function decideAndCarryOut(
  world: World,
  click: ApprovalClick,
  weighed: Theirs,
): Promise<ApproveResult> {
  const { approval, task, hold, situation } = weighed;
  const { actor } = entryContext(click.asker, situation, { correlation: approval.correlation });

  const finding = await findApproved(world, approval, task);
  if (finding.kind === 'gone' || finding.kind === 'refused')
    return settleUndoable(world, hold, approval, actor, finding);

  // Both are in one channel: what it allows the one who asked, it allows the other.
  if (finding.kind === 'found') return carryOutInBothNames(world, weighed, actor, finding);

  await world.agenda.postpone(hold, approval.expiresAt);
  return finding;
}

async function carryOutInBothNames(
  world: World,
  { approval, task, hold }: Theirs,
  by: Actor,
  finding: ToEnd,
): Promise<CarriedOut> {
  const connections = finding.found.sessions
    .slice(0, mostInPart)
    .map(({ connection }) => entryConnectionFrom(connection, { kind: 'requested' }));
  const detail = `asked for by ${personText(approval.requester)}${leftOutText(finding.unapproved)}`;
  await recordDecision(world, hold, contextOf(approval, by), 'approved', { connections, detail });

  try {
    // Ending sessions goes before telling of it.
    const [carriedOut, isTold] = await Promise.all([
      carryOutApproved(world, approval, task, by, finding),
      world.log.ofRequest(approval.correlation).then((entries) => tellApproval(world, entries)),
    ]);
    const isUnrecorded = !isBegun(await world.log.ofRequest(approval.correlation));
    await strikeOff(world, { hold, isUnrecorded }, isTold, approval.correlation);
    return carriedOut;
  } catch (error) {
    throw unconfirmed(error);
  }
}

/** Whoever reads the record must not take them for approved. */
function leftOutText(unapproved: readonly Connection[]): string {
  return unapproved.length === 0
    ? ''
    : `; left out, since the request does not name them: ${namesText(unapproved)}`;
}
