import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { type PersonId, parseCorrelation } from '../../domain/ids.ts';
import { needText, type SecondPersonNeed } from '../../domain/second-person.ts';
import { appendForJob } from '../../jobs/complete-job.ts';
import { type Decision, deny } from '../../policy/authorize.ts';
import { findListed } from '../../policy/listed-people.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';

/** Decides whether someone may use break-glass. It adds nothing to the channel's grants. */
export async function authorizeBreakGlass(
  { rules, directory }: Pick<AppContext, 'rules' | 'directory'>,
  person: PersonId,
): Promise<Decision> {
  const found = await findListed(directory, rules.breakGlass, person);
  if (found === 'listed') return { allowed: true };
  return deny(found === 'not_listed' ? 'break_glass_denied' : 'break_glass_unverifiable');
}

/**
 * Records, before the kick, that it uses break-glass instead of the second person that it needs. If the process
 * crashes before the kick, whoever claims its job closes the request.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: then nothing may be done.
 */
export function recordBreakGlass(
  app: AppContext,
  lease: Lease,
  context: EntryContext,
  need: SecondPersonNeed,
): Promise<AuditEntry> {
  const detail = `without a second person: ${needText(need)}`;
  return appendForJob(app, lease, context.correlation, () =>
    record(app, { ...context, authority: alone }, 'break-glass', { detail }),
  );
}

/** Closes a break-glass request whose process crashed before it requested any termination; nothing was terminated. */
export async function closeBreakGlass(
  app: Pick<AppContext, 'log' | 'clock'>,
  entries: readonly AuditEntry[],
): Promise<readonly AuditEntry[]> {
  const [broken, ...others] = entries;
  const correlation = broken === undefined ? undefined : parseCorrelation(broken.correlation);
  if (broken?.kind !== 'break-glass' || others.length > 0 || correlation === undefined) return entries;

  const { actor, channel = { id: '', name: '' }, target, reason } = broken;
  const known = { ...(target !== undefined && { target }), ...(reason !== undefined && { reason }) };
  const context = { correlation, actor, channel, authority: alone, ...known };
  return [...entries, await record(app, context, 'abandoned', { detail: 'nothing was begun' })];
}
