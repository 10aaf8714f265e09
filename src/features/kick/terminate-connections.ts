import { type EntryContext, entryEndpoint, record } from '../../audit-log/record-entry.ts';
import type { AuditEntry, EntryDraft, EntryKind } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { type KickedConnection, type KickPart, type TerminationState, withState } from '../../domain/kick.ts';
import { type ExtentNote, extentDetail, type KickExtent } from '../../domain/kick-extent.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { isSearchableByUsername } from '../connections/list-connections.ts';
import { callTerminate, planKick } from './call-terminate.ts';
import { confirmTerminated } from './confirm.ts';
import { lockConnections, stateFromClaimed } from './lock-connections.ts';

/** The part of a kick on one endpoint that stays the same in all rounds. */
export interface TerminateOrder {
  readonly endpoint: Endpoint;
  readonly extent: KickExtent;
  readonly by: PersonId;
  readonly context: EntryContext;
  /** The lease on the job; only its holder works on the kick. */
  readonly lease: Lease;
  /** Connections established before this time existed before the kick; by EC2's clock if its last sample is known. */
  readonly since: Date | undefined;
  /** If the targets are people: how many connections of other users were left out. */
  readonly otherUsers: number | undefined;
  /** Whether the target is everyone on the endpoint instead of named people. */
  readonly isEveryone: boolean;
  /** Returns whether someone has stopped the kick. */
  readonly isStopped: () => Promise<boolean>;
}

/** Receives the progress of a round. The kick does not wait for it, so that messages never delay a termination. */
export interface KickObserver {
  changed(part: KickPart): void;
  recorded(thread: EntryThread): void;
}

/**
 * Records the request to terminate the connections found by one look-up.
 *
 * @param total How many connections the entire kick is for, if these are not all of them.
 * @throws {Failure} `audit_unwritable`: then nothing is done.
 */
export async function requestEnd(
  app: AppContext,
  { context, endpoint, extent, otherUsers, isEveryone }: TerminateOrder,
  toEnd: readonly Connection[],
  total?: number,
): Promise<KickPart> {
  // In a kick of many, each entry names the people of its own connections; together, the entries name all of them.
  const target = extent === 'many' ? { target: namesText(toEnd) } : {};
  const requested = await record(app, { ...context, ...target }, 'requested', {
    endpoint: entryEndpoint(endpoint),
    ...toldBefore(toEnd, extent, { total, otherUsers, isEveryone }),
  });
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
  job: TerminateOrder,
  part: KickPart,
  observer: KickObserver,
): Promise<KickPart> {
  const acted = part.entries.length > 1 ? part : await act(app, job, part, observer);
  const confirmed = await confirmTerminated(app, acted, observer.changed);
  if (confirmed !== acted) await renewLease(app, job);
  await releaseOpen(app, job, confirmed);

  return confirmed === acted || acted.isUnrecorded
    ? confirmed
    : recordTold(app, job, confirmed, toldAfterLook(confirmed), [], observer);
}

async function act(
  app: AppContext,
  job: TerminateOrder,
  part: KickPart,
  observer: KickObserver,
): Promise<KickPart> {
  const claimed = (await job.isStopped()) ? stopped(part) : await lock(app, job, part);
  const ours = connectionsToAsk(claimed);
  if (ours.length > 0) observer.changed(claimed);

  const { part: acted, requestIds } = await terminate(app, job, claimed, observer);
  await releaseOpen(app, job, acted);
  await renewLease(app, job);
  return recordTold(app, job, acted, toldAfterAct(acted), requestIds, observer);
}

async function lock(
  app: AppContext,
  { endpoint, by, context }: TerminateOrder,
  part: KickPart,
): Promise<KickPart> {
  const wanted = connectionsToAsk(part);
  const claimed = await lockConnections(app, endpoint, wanted, by, context.correlation);

  return claimed.reduce((current, one) => withState(current, one.connection, stateFromClaimed(one)), part);
}

async function terminate(
  app: AppContext,
  { endpoint, extent, context, isStopped }: TerminateOrder,
  claimed: KickPart,
  observer: KickObserver,
): Promise<{ part: KickPart; requestIds: readonly string[] }> {
  const ours = connectionsToAsk(claimed);
  const isWhole = ours.length === claimed.connections.length;
  const plan = planKick(ours, extent === 'name' && isWhole, await isSearchableByUsername(app.vpn, endpoint));

  const requestIds = new Set<string>();
  let part = claimed;
  await callTerminate(
    app.vpn,
    { endpoint, connections: ours, plan, actor: context.actor },
    isStopped,
    (terminated) => {
      if (terminated.requestId !== undefined) requestIds.add(terminated.requestId);
      part = withState(part, terminated.connection, terminated.state);
      observer.changed(part);
    },
  );
  return { part: stopped(part), requestIds: [...requestIds] };
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
  const open = connections.filter(({ state }) => mayBeTriedAgain.includes(state.kind));
  try {
    await Promise.all(
      open.map(({ connection }) =>
        locks.release({ endpoint: endpoint.id, connection: connection.id, correlation }),
      ),
    );
  } catch (error) {
    diagnostics.report(failureFrom(error), 'release connection lock', correlation);
  }
}

const mayBeTriedAgain: readonly TerminationState['kind'][] = [
  'failed',
  'not_ended',
  'unconfirmed',
  'abandoned',
  'stopped',
];

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

/**
 * Records the outcome of a part and announces its entries so far. The termination has already happened: if the audit
 * log cannot be written, the message says so and does not report the termination as not done.
 */
async function recordTold(
  app: AppContext,
  { context, endpoint }: TerminateOrder,
  part: KickPart,
  { kind, ...told }: Told,
  requestIds: readonly string[],
  observer: KickObserver,
): Promise<KickPart> {
  const rest = {
    endpoint: entryEndpoint(endpoint),
    ...told,
    ...(requestIds.length > 0 && { awsRequestId: requestIds.join(' ') }),
  };
  const target = part.entries[0]?.target;
  const asRequested = { ...context, ...(target !== undefined && { target }) };
  const entry = await recordPatiently(
    app,
    context,
    part,
    () => record(app, asRequested, kind, rest),
    observer,
  );
  const next =
    entry === undefined
      ? { ...part, isUnrecorded: true }
      : { ...part, entries: [...part.entries, entry], isUnrecorded: false };

  const [first, ...others] = next.entries;
  if (entry !== undefined && first !== undefined) observer.recorded([first, ...others]);
  observer.changed(next);
  return next;
}

/** A full disk or a stuck lock is often temporary; meanwhile the message says that the outcome is not recorded. */
const pausesMs = [500, 1_000, 2_000, 4_000];

async function recordPatiently(
  app: AppContext,
  context: EntryContext,
  part: KickPart,
  append: () => Promise<AuditEntry>,
  observer: KickObserver,
): Promise<AuditEntry | undefined> {
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await append();
    } catch (error) {
      app.diagnostics.report(failureFrom(error), 'record outcome', context.correlation);
      observer.changed({ ...part, isUnrecorded: true });
      if (pauseMs !== undefined) await app.clock.sleep(pauseMs);
    }
  }
  return undefined;
}

/** What an audit entry contains about the connections of one part. */
type Told = { readonly kind: EntryKind } & Pick<EntryDraft, 'connections' | 'detail'>;

/**
 * Returns the entry's content before the termination: the connections as they were confirmed up.
 *
 * @param more Further facts about the kick, such as its total if these are not all of its connections.
 */
export function toldBefore(
  connections: readonly Connection[],
  extent: KickExtent,
  more: ExtentNote,
): Pick<EntryDraft, 'connections' | 'detail'> {
  return {
    connections: connections.map((connection) => entryConnectionFrom(connection, { kind: 'requested' })),
    detail: extentDetail(extent, more),
  };
}

/** Returns the entry's content after the termination: what AWS answered for each connection. */
export function toldAfterAct({ connections }: KickPart): Told {
  return {
    kind: outcomeKind(connections.map(({ state }) => state.kind)),
    connections: connections.map(told),
  };
}

/**
 * Returns the entry's content after the confirmation: the final state of each connection. Connections that another
 * request has locked are left out, because that request reports them.
 */
export function toldAfterLook({ connections }: KickPart): Told {
  const ours = connections.filter(({ state }) => state.kind !== 'claimed');
  const isOpen = ours.some(({ state }) => state.kind === 'unconfirmed');

  return { kind: isOpen ? 'unconfirmed' : 'confirmed', connections: ours.map(told) };
}

function outcomeKind(states: readonly KickedConnection['state']['kind'][]): EntryKind {
  if (states.every((kind) => kind === 'claimed')) return 'refused';
  if (states.every((kind) => unbegun.includes(kind)) && states.some((kind) => kind !== 'already_gone'))
    return 'abandoned';
  return states.every((kind) => kind === 'failed' || kind === 'claimed') ? 'failed' : 'finished';
}

/** States in which AWS was not asked to terminate the connection, or had nothing to terminate. */
const unbegun: readonly KickedConnection['state']['kind'][] = ['abandoned', 'stopped', 'already_gone'];

function told({ connection, state }: KickedConnection) {
  return entryConnectionFrom(connection, state);
}
