import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { type PersonId, parseCorrelation } from '../../domain/ids.ts';
import { isBegun } from '../../domain/kick-from-entries.ts';
import { needText, type SecondPersonNeed } from '../../domain/second-person.ts';
import { appendForJob, completeOrReschedule, leaseTerm } from '../../jobs/complete-job.ts';
import { type Decision, deny } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { kickJobFrom } from './kick-job.ts';

/** Decides whether someone may use break-glass. It adds nothing to the channel's grants. */
export async function authorizeBreakGlass(
  { rules, directory }: Pick<AppContext, 'rules' | 'directory'>,
  person: PersonId,
): Promise<Decision> {
  const { people, groups } = rules.breakGlass;
  if (people.includes(person)) return { allowed: true };

  try {
    const members = await Promise.all(groups.map((group) => directory.membersOf(group)));
    return members.flat().includes(person) ? { allowed: true } : deny('break_glass_denied');
  } catch {
    // If Slack cannot list the group's members, no one counts as a member.
    return deny('break_glass_unverifiable');
  }
}

/**
 * Records and announces, before the kick, that it uses break-glass instead of the second person that it needs.
 *
 * @returns A function to call after the kick, which completes the job. If the process crashes before that, whoever
 * claims the job closes the announced request if no kick was begun. Undefined when the same request was delivered
 * before; that delivery continues.
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: then nothing may be done.
 */
export async function announceBreakGlass(
  app: AppContext,
  context: EntryContext,
  need: SecondPersonNeed,
): Promise<(() => Promise<void>) | undefined> {
  const { correlation } = context;
  const job = kickJobFrom({ correlation, endpoint: '', target: { kind: 'names', names: [] } });
  const lease = await app.jobs.enqueueClaimed(job, leaseTerm(app.clock));
  if (lease === undefined) return undefined;

  const detail = `without a second person: ${needText(need)}`;
  const entry = await appendForJob(app, lease, correlation, () =>
    record(app, context, 'break-glass', { detail }),
  );
  const told = app.announcer.announce([entry]);
  return async () => {
    // If the audit log cannot be read now, whoever claims the job reads it.
    const isUnrecorded = await app.log.ofRequest(correlation).then(
      (entries) => !isBegun(entries),
      () => true,
    );
    await completeOrReschedule(app, { lease, isUnrecorded }, await told, correlation);
  };
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
  const said = { ...(target !== undefined && { target }), ...(reason !== undefined && { reason }) };
  const context = { correlation, actor, channel, authority: alone, ...said };
  return [...entries, await record(app, context, 'abandoned', { detail: 'nothing was begun' })];
}
