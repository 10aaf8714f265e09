import { approvalFromEntries } from '../../../core/approval.ts';
import type { AuditEntry } from '../../../core/audit-entry.ts';
import { storiesOf } from '../../../core/kick-from-entries.ts';
import type { World } from '../../../ports/world.ts';

/** Shows how a request for a second person stands, where it was made and in the audit channel. */
export async function tellApproval(
  { announcer }: Pick<World, 'announcer'>,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const approval = approvalFromEntries(entries);
  const story = storiesOf(entries).find(([{ kind }]) => kind === 'approval-requested');
  if (approval === undefined || story === undefined) return true;

  const told = await Promise.all([announcer.showApproval(approval), announcer.announce(story)]);
  return told.every((stands) => stands);
}
