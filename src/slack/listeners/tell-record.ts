import { audit } from '../../commands/audit.ts';
import type { Asker } from '../../commands/steps/asker.ts';
import type { RecordState } from '../identifiers/record-state.ts';
import type { ReplyHow, ReplyTo } from '../replies.ts';
import { recordView } from '../views/record-view.ts';
import { refusalView } from '../views/refusal-view.ts';
import type { Desk } from './desk.ts';

/** Sends a page of the record to the one who asked, and to nobody else: there is no sharing it. */
export async function tellRecord(
  { world, tally, replies, names }: Desk,
  asker: Asker,
  state: RecordState,
  replyTo: ReplyTo,
  how: ReplyHow,
): Promise<void> {
  const result = await audit(world, { asker, ...state });
  if (result.kind === 'refused') {
    tally.refusal(result.refusal.reason);
    return replies.send(replyTo, refusalView(result.refusal, names), how);
  }
  return replies.send(replyTo, recordView(result.page, state.whom), how);
}
