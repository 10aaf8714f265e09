import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { approvalFromEntries } from '../../../core/approval.ts';
import type { AuditEntry } from '../../../core/audit-entry.ts';
import { storiesOf } from '../../../core/kick-from-entries.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { World } from '../../../ports/world.ts';
import { leaseFrom } from '../lease.ts';
import { againAfter } from '../strike-off.ts';

/** Shows how a request for a second person stands, where it was made and in the audit channel. */
export async function tellApproval(
  { announcer }: Pick<World, 'announcer'>,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, story } = toldFrom(entries);
  if (approval === undefined || story === undefined) return true;

  const told = await Promise.all([announcer.showApproval(approval), announcer.announce(story)]);
  return told.every((stands) => stands);
}

/** Slack has posted every page of names by then, unless the process that posts them has died. */
const toldAfterMs = minutesToMilliseconds(2);

/**
 * Asks for a second person. The request can be decided as soon as its buttons are there, while names are still being posted
 * in the audit channel: then its task is given back, and afterwards put down for when its time is over.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function tellUndecided(
  { announcer, agenda, clock, log }: World,
  hold: Hold,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const { approval, story } = toldFrom(entries);
  if (approval === undefined || story === undefined) throw new RangeError('nobody was asked');

  const announcing = announcer.announce(story);
  const isShown = await announcer.showApproval(approval);
  if (isShown) await agenda.postpone(hold, new Date(clock.now().getTime() + toldAfterMs));
  const isTold = (await announcing) && isShown;

  const latest = await log.ofRequest(approval.correlation);
  const isDecided = latest.length > entries.length;
  // Another process may have announced the decision before this one announced the request.
  if (isDecided) await announcer.announce(toldFrom(latest).story ?? story);
  const free = isShown ? await agenda.takeEarly(hold.task.key, leaseFrom(clock)) : hold;
  const isDone = isTold && !isDecided;
  if (free !== undefined) await agenda.postpone(free, isDone ? approval.expiresAt : againAfter(clock));
  return isTold;
}

function toldFrom(entries: readonly AuditEntry[]) {
  return {
    approval: approvalFromEntries(entries),
    story: storiesOf(entries).find(([{ kind }]) => kind === 'approval-requested'),
  };
}
