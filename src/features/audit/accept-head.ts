import { type AuditEntry, operatorActor } from '../../domain/audit-entry.ts';
import { type Disagreement, isDisagreement, problemIn } from '../../domain/audit-witness.ts';
import { entryMessageKey } from '../../domain/message-keys.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AuditLog, AuditWitnesses } from '../../ports/audit-log.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { compareWith } from './compare-with-channel.ts';

interface AcceptHeadParts extends Pick<AppContext, 'announcer' | 'clock' | 'newCorrelation'> {
  readonly log: AuditLog;
  readonly witnesses: AuditWitnesses;
  readonly messages: Pick<MessageStore, 'delete'>;
}

export interface AcceptHeadRequest {
  /** The operator's user name on the machine. */
  readonly operator: string;
  readonly reason: string;
}

export type AcceptHeadResult =
  /** The audit log agrees with the audit channel, or the channel shows no entry. */
  | { readonly kind: 'nothing_to_accept' }
  | { readonly kind: 'accepted'; readonly entry: AuditEntry; readonly problem: string }
  /** The entry is in the audit log, but not in the channel, so the audit log is not accepted yet. */
  | { readonly kind: 'unannounced'; readonly entry: AuditEntry };

/** The most entry numbers that can be reused. Older messages beyond this are no longer updated. */
const maxForgotten = 10_000;

/**
 * Accepts an audit log that disagrees with the audit channel as it is. An entry records this, and the entry's message
 * makes every process not to compare anything older with the audit log.
 *
 * @throws {Failure} with a `slack_…` code if the channel cannot be read; `audit_unwritable` or `store_unavailable`
 */
export async function acceptHead(
  parts: AcceptHeadParts,
  { operator, reason }: AcceptHeadRequest,
): Promise<AcceptHeadResult> {
  const { log, witnesses, messages, announcer, clock, newCorrelation } = parts;
  const comparison = await compareWith(log, witnesses);
  if (!isDisagreement(comparison)) return { kind: 'nothing_to_accept' };

  const problem = problemIn(comparison);
  // The messages of the missing entries are evidence: new entries with the same numbers must not overwrite them.
  for (const seq of reusedNumbers(comparison)) await messages.delete(entryMessageKey(seq));
  const entry = await log.append({
    at: clock.now().toISOString(),
    kind: 'head-accepted',
    correlation: newCorrelation(),
    actor: operatorActor(operator),
    reason,
    detail: problem,
  });
  const isAnnounced = await announcer.announce([entry]);
  return isAnnounced ? { kind: 'accepted', entry, problem } : { kind: 'unannounced', entry };
}

function reusedNumbers({ head, newest }: Disagreement): readonly number[] {
  const count = Math.min(Math.max(1, newest.seq - head.seq), maxForgotten);
  return Array.from({ length: count }, (_, index) => head.seq + 1 + index);
}
