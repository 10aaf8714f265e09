import { type EntryContext, entryEndpoint, record } from '../../audit-log/record-entry.ts';
import type { AuditEntry, EntryDraft, EntryKind } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { type KickPart, type KickSession, type SessionState, withState } from '../../domain/kick.ts';
import { type ExtentNote, extentDetail, type KickExtent } from '../../domain/kick-extent.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { leaseTerm } from '../../jobs/lease.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { isSearchableByUsername } from '../connections/list-connections.ts';
import { callTerminate } from './call-terminate.ts';
import { confirmTerminated } from './confirm.ts';
import { lockConnections, stateFromClaimed } from './lock-connections.ts';
import { planKick } from './terminate-plan.ts';

/** What stays the same through all rounds of a kick on one endpoint. */
export interface TerminateOrder {
  readonly endpoint: Endpoint;
  readonly extent: KickExtent;
  readonly by: PersonId;
  readonly context: EntryContext;
  /** Whoever holds the job works on it, and nobody else. */
  readonly hold: Lease;
  /** What began before this was there before the kick; by EC2's clock where its last sample is known. */
  readonly since: Date | undefined;
  /** Where people are meant: how many connections of other users were left out. */
  readonly otherUsers: number | undefined;
  /** Whether everyone on the endpoint is meant, and not people by their names. */
  readonly isEveryone: boolean;
  /** Says whether somebody wants the rest to be left as it is. */
  readonly isStopped: () => Promise<boolean>;
}

/** Is told how far a round has come. Nothing waits for it: ending sessions goes before telling of it. */
export interface KickObserver {
  changed(part: KickPart): void;
  recorded(story: EntryThread): void;
}

/**
 * Records the request for one look's worth of sessions.
 *
 * @param total How many connections the whole kick is for, where these are not all of them.
 * @throws {Failure} `audit_unwritable`: nothing is done then.
 */
export async function requestEnd(
  app: AppContext,
  { context, endpoint, extent, otherUsers, isEveryone }: TerminateOrder,
  connections: readonly Connection[],
  total?: number,
): Promise<KickPart> {
  // Of many, each entry names its own: together they say of all whose sessions were ended.
  const target = extent === 'many' ? { target: namesText(connections) } : {};
  const requested = await record(app, { ...context, ...target }, 'requested', {
    endpoint: entryEndpoint(endpoint),
    ...toldBefore(connections, extent, { total, otherUsers, isEveryone }),
  });
  const sessions = connections.map((connection) => ({ connection, state: { kind: 'requested' as const } }));
  return { endpoint, sessions, entries: [requested], isUnrecorded: false };
}

/**
 * Brings a requested part to its end, from wherever it stands: claims and terminates what nobody has asked AWS for
 * yet, records the outcome, and confirms it by looking again.
 *
 * @throws {Failure} `taken_over` when another process has gone on with the job.
 */
export async function terminateConnections(
  app: AppContext,
  job: TerminateOrder,
  part: KickPart,
  onlooker: KickObserver,
): Promise<KickPart> {
  const acted = part.entries.length > 1 ? part : await act(app, job, part, onlooker);
  const looked = await confirmTerminated(app, acted, onlooker.changed);
  if (looked !== acted) await assureHold(app, job);
  await giveBack(app, job, looked);

  return looked === acted || acted.isUnrecorded
    ? looked
    : recordTold(app, job, looked, toldAfterLook(looked), [], onlooker);
}

async function act(
  app: AppContext,
  job: TerminateOrder,
  part: KickPart,
  onlooker: KickObserver,
): Promise<KickPart> {
  const claimed = (await job.isStopped()) ? stopped(part) : await claim(app, job, part);
  const ours = connectionsToAsk(claimed);
  if (ours.length > 0) onlooker.changed(claimed);

  const { part: acted, requestIds } = await terminate(app, job, claimed, onlooker);
  await giveBack(app, job, acted);
  await assureHold(app, job);
  return recordTold(app, job, acted, toldAfterAct(acted), requestIds, onlooker);
}

async function claim(
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
  onlooker: KickObserver,
): Promise<{ part: KickPart; requestIds: readonly string[] }> {
  const ours = connectionsToAsk(claimed);
  const isWhole = ours.length === claimed.sessions.length;
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
      onlooker.changed(part);
    },
  );
  return { part: stopped(part), requestIds: [...requestIds] };
}

/** What AWS was not asked to end by now lives on. */
function stopped(part: KickPart): KickPart {
  return connectionsToAsk(part).reduce(
    (current, connection) => withState(current, connection, { kind: 'stopped' }),
    part,
  );
}

function connectionsToAsk({ sessions }: KickPart): readonly Connection[] {
  return sessions.filter(({ state }) => state.kind === 'requested').map(({ connection }) => connection);
}

/** What is not known to have ended may be tried again at once, by anyone. */
async function giveBack(
  { locks, diagnostics }: AppContext,
  { endpoint, context: { correlation } }: TerminateOrder,
  { sessions }: KickPart,
): Promise<void> {
  const open = sessions.filter(({ state }) => mayBeTriedAgain.includes(state.kind));
  try {
    await Promise.all(
      open.map(({ connection }) =>
        locks.release({ endpoint: endpoint.id, connection: connection.id, correlation }),
      ),
    );
  } catch (error) {
    diagnostics.report(failureFrom(error), 'release claim', correlation);
  }
}

const mayBeTriedAgain: readonly SessionState['kind'][] = [
  'failed',
  'not_ended',
  'unconfirmed',
  'abandoned',
  'stopped',
];

/** A process that was stalled past its lease must not record a second outcome beside its successor's. */
async function assureHold(
  { jobs, clock, diagnostics }: AppContext,
  { hold, context }: TerminateOrder,
): Promise<void> {
  try {
    if ((await jobs.renew(hold, leaseTerm(clock))) !== undefined) return;
  } catch (error) {
    diagnostics.report(failureFrom(error), 'renew hold', context.correlation);
    return;
  }
  throw new Failure('taken_over', `another process goes on with ${hold.job.key}`);
}

/**
 * Records what became of the part and announces its story so far.
 * The act is past: when the log refuses, that is told as it is, instead of the act being called undone.
 */
async function recordTold(
  app: AppContext,
  { context, endpoint }: TerminateOrder,
  part: KickPart,
  { kind, ...told }: Told,
  requestIds: readonly string[],
  onlooker: KickObserver,
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
    onlooker,
  );
  const next =
    entry === undefined
      ? { ...part, isUnrecorded: true }
      : { ...part, entries: [...part.entries, entry], isUnrecorded: false };

  const [first, ...others] = next.entries;
  if (entry !== undefined && first !== undefined) onlooker.recorded([first, ...others]);
  onlooker.changed(next);
  return next;
}

/** A full disk or a stuck lock often passes; meanwhile people are told that the record lacks the outcome. */
const pausesMs = [500, 1_000, 2_000, 4_000];

async function recordPatiently(
  app: AppContext,
  context: EntryContext,
  part: KickPart,
  append: () => Promise<AuditEntry>,
  onlooker: KickObserver,
): Promise<AuditEntry | undefined> {
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      return await append();
    } catch (error) {
      app.diagnostics.report(failureFrom(error), 'record outcome', context.correlation);
      onlooker.changed({ ...part, isUnrecorded: true });
      if (pauseMs !== undefined) await app.clock.sleep(pauseMs);
    }
  }
  return undefined;
}

/** What an entry says of the sessions of one part. */
type Told = { readonly kind: EntryKind } & Pick<EntryDraft, 'connections' | 'detail'>;

/**
 * Before the act: the sessions as they were seen.
 *
 * @param total How many the whole kick is for, where these are not all of them.
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

/** After the act: what AWS answered for each session. */
export function toldAfterAct({ sessions }: KickPart): Told {
  return { kind: outcomeKind(sessions.map(({ state }) => state.kind)), connections: sessions.map(told) };
}

/** After looking again: where each session ended up; those in another's hands are theirs to tell. */
export function toldAfterLook({ sessions }: KickPart): Told {
  const ours = sessions.filter(({ state }) => state.kind !== 'claimed');
  const isOpen = ours.some(({ state }) => state.kind === 'unconfirmed');

  return { kind: isOpen ? 'unconfirmed' : 'confirmed', connections: ours.map(told) };
}

function outcomeKind(states: readonly KickSession['state']['kind'][]): EntryKind {
  if (states.every((kind) => kind === 'claimed')) return 'refused';
  if (states.every((kind) => unbegun.includes(kind)) && states.some((kind) => kind !== 'already_gone'))
    return 'abandoned';
  return states.every((kind) => kind === 'failed' || kind === 'claimed') ? 'failed' : 'finished';
}

/** Where nothing was ordered, whatever the reason. */
const unbegun: readonly KickSession['state']['kind'][] = ['abandoned', 'stopped', 'already_gone'];

function told({ connection, state }: KickSession) {
  return entryConnectionFrom(connection, state);
}
