import { type EntryContext, entryEndpoint, record } from '../../audit-log/record-entry.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import { type Endpoint, knowsUsernames } from '../../domain/endpoint.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { type KickPart, stateMeanings, withState } from '../../domain/kick.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import type { ExactTarget } from '../../domain/target.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { factsOrUnknown } from '../connections/list-connections.ts';
import { callTerminate, planKick } from './call-terminate.ts';
import { confirmTerminated } from './confirm.ts';
import type { KickProgress } from './kick-progress.ts';
import { lockConnections, stateFromLock } from './lock-connections.ts';
import { confirmationContent, type EntryContent, outcomeContent, requestedContent } from './outcome-entry.ts';

/** The part of a kick on one endpoint that stays the same in all rounds. */
export interface TerminateOrder {
  readonly endpoint: Endpoint;
  readonly target: ExactTarget;
  readonly extent: KickExtent;
  readonly by: PersonId;
  readonly context: EntryContext;
  /** The lease on the kick's job; only its holder works on the kick. */
  readonly lease: Lease;
  /** Connections established before this time existed before the kick; by EC2's clock if its last sample is known. */
  readonly since: Date | undefined;
  /** If the targets are people: how many connections of other users were left out. */
  readonly otherUsers: number | undefined;
  /** Returns whether someone has stopped the kick. */
  readonly isStopped: () => Promise<boolean>;
}

/**
 * Records the request to terminate the connections found by one look-up.
 *
 * @param total How many connections the entire kick is for, if these are not all of them.
 * @throws {Failure} `audit_unwritable`: then nothing is done.
 */
export async function requestTermination(
  app: AppContext,
  { context, endpoint, extent, otherUsers, target: { kind } }: TerminateOrder,
  toEnd: readonly Connection[],
  total?: number,
): Promise<KickPart> {
  // In a kick of many, each entry names the people of its own connections; together, the entries name all of them.
  const target = extent === 'many' ? { target: namesText(toEnd) } : {};
  const content = requestedContent(toEnd, extent, {
    total,
    otherUsers,
    isEveryone: kind === 'everyone',
  });
  const requested = await recordContent(app, { ...context, ...target }, endpoint, content);
  const connections = toEnd.map((connection) => ({ connection, state: { kind: 'requested' as const } }));
  return { endpoint, connections, entries: [requested], isUnrecorded: false };
}

/**
 * Completes a requested part, whatever its progress: locks and terminates the connections that AWS has not been asked
 * to terminate yet, records the outcome, and confirms it with another look-up.
 *
 * @throws {Failure} `taken_over` when another process has claimed the job.
 */
export async function terminateConnections(
  app: AppContext,
  order: TerminateOrder,
  part: KickPart,
  observer: KickProgress,
): Promise<KickPart> {
  const acted = part.entries.length > 1 ? part : await lockAndTerminate(app, order, part, observer);
  const confirmed = await confirmTerminated(app, acted, observer.changed);
  if (confirmed !== acted) await renewLease(app, order);
  await releaseOpen(app, order, confirmed);

  if (confirmed === acted || acted.isUnrecorded) return confirmed;
  return recordOutcome(app, order, confirmed, confirmationContent(confirmed), observer);
}

async function lockAndTerminate(
  app: AppContext,
  order: TerminateOrder,
  part: KickPart,
  observer: KickProgress,
): Promise<KickPart> {
  const { endpoint, extent, by, context, isStopped } = order;
  const locks = (await isStopped())
    ? undefined
    : await lockConnections(app, endpoint, connectionsToAsk(part), by, context.correlation);
  let current = (locks ?? []).reduce(
    (before, lock) => withState(before, lock.connection, stateFromLock(lock)),
    locks === undefined ? stopped(part) : part,
  );
  const ours = connectionsToAsk(current);
  if (ours.length > 0) observer.changed(current);

  const isWhole = extent === 'name' && ours.length === current.connections.length;
  const plan = planKick(ours, isWhole, knowsUsernames(await factsOrUnknown(app.vpn, endpoint)));
  const requestIds = new Set<string>();
  const request = { endpoint, connections: ours, plan, actor: context.actor };
  await callTerminate(app.vpn, request, isStopped, ({ connection, state, requestId }) => {
    if (requestId !== undefined) requestIds.add(requestId);
    current = withState(current, connection, state);
    observer.changed(current);
  });
  const acted = stopped(current);
  await releaseOpen(app, order, acted);
  await renewLease(app, order);
  return recordOutcome(app, order, acted, outcomeContent(acted), observer, [...requestIds]);
}

/** Marks every connection that AWS has not been asked to terminate as stopped; it stays active. */
function stopped(part: KickPart): KickPart {
  return connectionsToAsk(part).reduce(
    (current, connection) => withState(current, connection, { kind: 'stopped' }),
    part,
  );
}

function connectionsToAsk({ connections }: KickPart): readonly Connection[] {
  return connections.filter(({ state }) => state.kind === 'requested').map(({ connection }) => connection);
}

/** Releases the locks of connections that are not known to have ended, so that anyone can try again at once. */
async function releaseOpen(
  { locks, diagnostics }: AppContext,
  { endpoint, context: { correlation } }: TerminateOrder,
  { connections }: KickPart,
): Promise<void> {
  const open = connections.filter(({ state }) => stateMeanings[state.kind].mayBeTriedAgain);
  try {
    await Promise.all(
      open.map(({ connection: { id } }) =>
        locks.release({ endpoint: endpoint.id, connection: id, correlation }),
      ),
    );
  } catch (error) {
    diagnostics.report(failureFrom(error), 'release connection lock', correlation);
  }
}

/** Renews the lease, so that a process that stalled until it expired does not record a second outcome. */
async function renewLease(
  { jobs, clock, diagnostics }: AppContext,
  { lease, context }: TerminateOrder,
): Promise<void> {
  try {
    if ((await jobs.renew(lease, leaseTerm(clock))) !== undefined) return;
  } catch (error) {
    diagnostics.report(failureFrom(error), 'renew lease', context.correlation);
    return;
  }
  throw new Failure('taken_over', `another process goes on with ${lease.job.key}`);
}

/** A full disk or a stuck lock is often temporary; meanwhile the message says that the outcome is not recorded. */
const pausesMs = [500, 1_000, 2_000, 4_000];

/**
 * Records the outcome of a part and announces its entries so far. The termination has already happened: if the audit
 * log cannot be written, the message says so and does not report the termination as not done.
 */
async function recordOutcome(
  app: AppContext,
  { context, endpoint }: TerminateOrder,
  part: KickPart,
  content: EntryContent,
  observer: KickProgress,
  requestIds: readonly string[] = [],
): Promise<KickPart> {
  const target = part.entries[0]?.target;
  const asRequested = { ...context, ...(target !== undefined && { target }) };
  const append = () => recordContent(app, asRequested, endpoint, content, requestIds);
  const entry = await appendPatiently(app, append, context, () =>
    observer.changed({ ...part, isUnrecorded: true }),
  );
  if (entry === undefined) return { ...part, isUnrecorded: true };

  const [first = entry, ...others] = [...part.entries, entry];
  const recorded = { ...part, entries: [first, ...others], isUnrecorded: false };
  observer.recorded([first, ...others]);
  observer.changed(recorded);
  return recorded;
}

async function appendPatiently(
  { clock, diagnostics }: AppContext,
  append: () => Promise<AuditEntry>,
  { correlation }: EntryContext,
  onFailure: () => void,
): Promise<AuditEntry | undefined> {
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await append();
    } catch (error) {
      diagnostics.report(failureFrom(error), 'record outcome', correlation);
      onFailure();
      if (pauseMs !== undefined) await clock.sleep(pauseMs);
    }
  }
  return undefined;
}

function recordContent(
  app: AppContext,
  context: EntryContext,
  endpoint: Endpoint,
  { kind, ...content }: EntryContent,
  requestIds: readonly string[] = [],
): Promise<AuditEntry> {
  const awsRequestId = requestIds.length > 0 && { awsRequestId: requestIds.join(' ') };
  return record(app, context, kind, { endpoint: entryEndpoint(endpoint), ...content, ...awsRequestId });
}
