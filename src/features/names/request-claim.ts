import { addDays } from 'date-fns/addDays';
import { type EntryContext, entryContext, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, personText } from '../../domain/audit-entry.ts';
import { type ClaimRequest, claimDetail, claimFromEntries } from '../../domain/claim-request.ts';
import type { ChannelId, Correlation, PersonId } from '../../domain/ids.ts';
import type { Person } from '../../domain/person.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { acquireLock } from '../../jobs/acquire-lock.ts';
import { appendForJob, leaseTerm, unconfirmed } from '../../jobs/complete-job.ts';
import { type ChannelProblem, channelProblem, type Denial } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { certificateUseSoon } from './certificate-use.ts';
import { claimJobFrom } from './claim-job.ts';
import { type ClaimProblem, claimProblem, parseClaimedName } from './claim-problem.ts';
import { postOpenClaim } from './job.ts';
import { memberDecision, pendingClaimsOf } from './person-names.ts';

export interface ClaimOrder {
  readonly requester: Requester;
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly name: string;
  readonly reason: string;
}

export type ClaimResult =
  /** If it is not shown, no one has seen the claim yet; it is posted as soon as possible. */
  | { readonly kind: 'claimed'; readonly claim: ClaimRequest; readonly isShown: boolean }
  /** The same request was delivered before. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** No channel can decide about claims. */
  | { readonly kind: 'no_channel' }
  /** The channel that decides cannot do so now, or must not show the claim. */
  | { readonly kind: 'channel_unfit'; readonly channel: ChannelId; readonly problem: ChannelProblem }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  | { readonly kind: 'impossible'; readonly problem: ClaimProblem | 'unreadable' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'too_many'; readonly most: number }
  /** The person has made this many claims within the last day, whatever became of them. */
  | { readonly kind: 'too_many_today'; readonly most: number };

/** More than anyone has devices to claim in a week, and few enough not to fill a channel with requests. */
const maxPending = 3;
/** Claims that are withdrawn leave posts and entries behind, too. */
const maxInDay = 5;

/**
 * Claims a certificate name: records the claim and asks the channel that can block people whether it is theirs. Until
 * someone else approves it, it has no effect.
 *
 * @throws {Failure} `audit_unwritable` or `store_…`: then no one is asked.
 */
export async function requestClaim(app: ReadContext, order: ClaimOrder): Promise<ClaimResult> {
  const { requester, correlation, reason } = order;
  const { rules, directory } = app;
  const access = await loadAccess(app, requester);
  const decision = memberDecision(app, access);
  if (!decision.allowed) return { kind: 'refused', denial: decision };
  if (access.person.kind !== 'found' || rules.claimsChannel === undefined) return { kind: 'no_channel' };

  const { person } = access.person;
  const { minReason } = rules.kick;
  if (!isLongEnough(reason, minReason)) return { kind: 'reason_too_short', minReason };
  const name = parseClaimedName(order.name);
  if (name === undefined) return { kind: 'impossible', problem: 'unreadable' };
  const channel = await directory.channel(rules.claimsChannel);
  const unfit = channelProblem(rules, channel, 'block');
  if (channel.kind !== 'found' || unfit !== undefined)
    return { kind: 'channel_unfit', channel: rules.claimsChannel, problem: unfit ?? 'channel_unverifiable' };

  const context = {
    ...entryContext(requester, access, { correlation, target: name, reason: reason.trim() }),
    channel: { id: rules.claimsChannel, name: channel.channel.name },
  };
  // Two requests at once would not count each other.
  const release = await acquireLock(app, `name-claim-lock ${person.id}`, correlation);
  const begun = await beginClaim(app, person, name, context).finally(release);
  if (begun.kind !== 'recorded') return begun;

  const { lease, entry } = begun;
  const claim = claimFromEntries([entry]);
  if (claim === undefined) throw new RangeError('the recorded claim cannot be read');
  const isShown = await postOpenClaim(app, lease, claim, [entry]).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  return { kind: 'claimed', claim, isShown };
}

type BegunClaim =
  | { readonly kind: 'recorded'; readonly lease: Lease; readonly entry: AuditEntry }
  | Exclude<ClaimResult, { kind: 'claimed' }>;

/** Checks whether the person may claim the name, and records the claim. */
async function beginClaim(
  app: ReadContext,
  person: Person,
  name: string,
  context: EntryContext,
): Promise<BegunClaim> {
  const { correlation } = context;
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const pending = await pendingClaimsOf(app, person.id);
  if (pending.some((claim) => isSameName(claim.name, name))) return { kind: 'pending' };
  if (pending.length >= maxPending) return { kind: 'too_many', most: maxPending };
  const problem = await claimProblem(app, person, name);
  if (problem !== undefined) return { kind: 'impossible', problem };
  if (!(await countClaim(app, person.id, correlation))) return { kind: 'too_many_today', most: maxInDay };

  const [use, others] = await Promise.all([certificateUseSoon(app, name), othersWith(app, person, name)]);
  const job = claimJobFrom({ correlation, person: person.id });
  const lease = await app.jobs.enqueueClaimed(job, leaseTerm(app.clock));
  if (lease === undefined) return { kind: 'begun' };

  const entry = await appendForJob(app, lease, correlation, () =>
    record(app, context, 'name-claim-requested', { detail: claimDetail({ ...use, others }) }),
  );
  return { kind: 'recorded', lease, entry };
}

const countedKind = 'name-claim-counted';

/**
 * Counts a claim for a day. The count is kept in the job queue: each claim is a job without work that is due a day later.
 *
 * @returns False if the person has made too many claims within the last day.
 */
async function countClaim(
  { jobs, clock }: Pick<AppContext, 'jobs' | 'clock'>,
  person: PersonId,
  correlation: Correlation,
): Promise<boolean> {
  const prefix = `${countedKind} ${person} `;
  const counted = (await jobs.ofKind(countedKind)).filter(({ key }) => key.startsWith(prefix));
  if (counted.length >= maxInDay) return false;
  await jobs.enqueue({ key: `${prefix}${correlation}`, payload: '[]' }, addDays(clock.now(), 1));
  return true;
}

/** The other people who have claimed the same name, as the audit log names people. */
async function othersWith(
  app: Pick<AppContext, 'claims' | 'directory'>,
  { id }: Pick<Person, 'id'>,
  name: string,
): Promise<readonly string[]> {
  const claims = await app.claims.all();
  const people = claims.filter((claim) => claim.person !== id && isSameName(claim.name, name));
  return Promise.all(people.map(({ person }) => textOf(app, person)));
}

async function textOf({ directory }: Pick<AppContext, 'directory'>, id: PersonId): Promise<string> {
  const lookup = await directory.person(id);
  return lookup.kind === 'found' ? personText(lookup.person) : id;
}
