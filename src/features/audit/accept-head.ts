import { type AuditEntry, operatorActor } from '../../domain/audit-entry.ts';
import { type Disagreement, isDisagreement, problemIn } from '../../domain/audit-witness.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { AuditWitnesses } from '../../ports/audit-witnesses.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { compareWith } from './compare-with-channel.ts';

export interface AcceptHeadParts extends Pick<AppContext, 'announcer' | 'clock' | 'newCorrelation'> {
  readonly log: AuditLog;
  readonly witnesses: AuditWitnesses;
  readonly messages: Pick<MessageStore, 'delete'>;
}

export interface AcceptHeadRequest {
  /** Who accepts it, as the machine knows them. */
  readonly operator: string;
  readonly reason: string;
}

export type AcceptHeadResult =
  /** The record agrees with the audit channel, or the channel shows no entry. */
  | { readonly kind: 'nothing_to_accept' }
  | { readonly kind: 'accepted'; readonly entry: AuditEntry; readonly problem: string }
  /** The entry stands in the record, but not in the channel, so the record is not accepted yet. */
  | { readonly kind: 'unannounced'; readonly entry: AuditEntry };

/** So many numbers may be given again; more messages than these are not kept up to date any more. */
const mostForgotten = 10_000;

/**
 * Accepts a record that disagrees with the audit channel as it is: an entry says so, and its message tells every
 * process to compare nothing older with the record.
 *
 * @throws {Failure} with a `slack_…` code when the channel cannot be read; `audit_unwritable` or `store_unavailable`
 */
export async function acceptHead(
  parts: AcceptHeadParts,
  { operator, reason }: AcceptHeadRequest,
): Promise<AcceptHeadResult> {
  const { log, witnesses, messages, announcer, clock, newCorrelation } = parts;
  const comparison = await compareWith(log, witnesses);
  if (!isDisagreement(comparison)) return { kind: 'nothing_to_accept' };

  const problem = problemIn(comparison);
  // Messages of the entries that are gone are evidence: those that get their numbers must not overwrite them.
  for (const seq of numbersGivenAgain(comparison)) await messages.delete(`entry ${seq}`);
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

function numbersGivenAgain({ head, newest }: Disagreement): readonly number[] {
  const count = Math.min(Math.max(1, newest.seq - head.seq), mostForgotten);
  return Array.from({ length: count }, (_, index) => head.seq + 1 + index);
}
