import type { AuditEntry } from '../../core/audit-entry.ts';
import type { Connection } from '../../core/connection.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { failureFrom } from '../../core/failure.ts';
import type { PersonId } from '../../core/ids.ts';
import { type KickPart, type KickSession, withState } from '../../core/kick.ts';
import { planKick } from '../../core/kick-plan.ts';
import type { Claim } from '../../ports/claims.ts';
import type { World } from '../../ports/world.ts';
import { type Claimed, claimSessions } from './claim-sessions.ts';
import { confirmEnds } from './confirm-ends.ts';
import { isSearchableByUsername } from './look.ts';
import { type Told, toldAfterAct, toldAfterLook, toldBefore } from './outcome-entry.ts';
import { type EntryContext, entryEndpoint, record } from './record.ts';
import { terminateSessions } from './terminate-sessions.ts';

/** One look's worth of sessions to end on one endpoint. */
export interface Round {
  readonly endpoint: Endpoint;
  readonly connections: readonly Connection[];
  /** Whether every session of the name is meant, not just these. */
  readonly endsAll: boolean;
  readonly by: PersonId;
  readonly context: EntryContext;
}

/** Is told how far a round has come. Nothing waits for it: ending sessions goes before telling of it. */
export interface Onlooker {
  changed(part: KickPart): void;
  recorded(story: readonly AuditEntry[]): void;
}

/**
 * Ends the sessions of one round: recorded before the act, claimed, terminated, recorded again, and confirmed
 * by looking.
 *
 * @throws {Failure} `audit_unwritable`, before anything was done.
 */
export async function endSessions(world: World, round: Round, onlooker: Onlooker): Promise<KickPart> {
  const requested = await record(world, round.context, 'requested', {
    endpoint: entryEndpoint(round.endpoint),
    ...toldBefore(round.connections, round.endsAll),
  });

  const claimed = await claimSessions(
    world,
    round.endpoint,
    round.connections,
    round.by,
    round.context.correlation,
  );
  const claims = claimed.flatMap((session) => (session.kind === 'ours' ? [session.claim] : []));
  const before: KickPart = {
    endpoint: round.endpoint,
    sessions: claimed.map(sessionFrom),
    entries: [requested],
    isUnrecorded: false,
  };
  if (claims.length === 0) return recordTold(world, round, before, toldAfterAct(before), [], onlooker);

  onlooker.changed(before);
  const { part, requestIds } = await terminate(world, round, before, onlooker);
  await giveBack(world, round, part, claims);
  const finished = await recordTold(world, round, part, toldAfterAct(part), requestIds, onlooker);

  const looked = await confirmEnds(world, finished, onlooker.changed);
  return looked === finished
    ? finished
    : recordTold(world, round, looked, toldAfterLook(looked), [], onlooker);
}

function sessionFrom(claimed: Claimed): KickSession {
  const { connection } = claimed;
  switch (claimed.kind) {
    case 'ours':
      return { connection, state: { kind: 'requested' } };
    case 'taken':
      return { connection, state: { kind: 'claimed', by: claimed.claim.by, at: claimed.claim.at } };
    case 'failed':
      return { connection, state: { kind: 'failed', code: claimed.code } };
  }
}

async function terminate(
  world: World,
  { endpoint, endsAll, context }: Round,
  before: KickPart,
  onlooker: Onlooker,
): Promise<{ part: KickPart; requestIds: readonly string[] }> {
  const ours = before.sessions
    .filter(({ state }) => state.kind === 'requested')
    .map(({ connection }) => connection);
  const plan = planKick(ours, endsAll, await isSearchableByUsername(world.vpn, endpoint));

  const requestIds = new Set<string>();
  let part = before;
  await terminateSessions(
    world.vpn,
    endpoint,
    ours,
    plan,
    context.actor,
    ({ connection, state, requestId }) => {
      if (requestId !== undefined) requestIds.add(requestId);
      part = withState(part, connection, state);
      onlooker.changed(part);
    },
  );
  return { part, requestIds: [...requestIds] };
}

/** What was not ended may be tried again at once, by anyone. */
async function giveBack(
  { claims, diagnostics }: World,
  { context }: Round,
  part: KickPart,
  ours: readonly Claim[],
): Promise<void> {
  const isOpen = (claim: Claim) =>
    part.sessions.some(
      ({ connection, state }) =>
        connection.id === claim.connection && (state.kind === 'failed' || state.kind === 'not_ended'),
    );
  try {
    await Promise.all(ours.filter(isOpen).map((claim) => claims.release(claim)));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'release claim', context.correlation);
  }
}

/**
 * Records what became of the part and announces its story so far.
 * The act is past: when the log refuses, that is told as it is, instead of the act being called undone.
 */
async function recordTold(
  world: World,
  { context, endpoint }: Round,
  part: KickPart,
  { kind, ...told }: Told,
  requestIds: readonly string[],
  onlooker: Onlooker,
): Promise<KickPart> {
  const next = await recordOrSay(world, context, part, () =>
    record(world, context, kind, {
      endpoint: entryEndpoint(endpoint),
      ...told,
      ...(requestIds.length > 0 && { awsRequestId: requestIds.join(' ') }),
    }),
  );
  onlooker.recorded(next.entries);
  onlooker.changed(next);
  return next;
}

async function recordOrSay(
  world: World,
  context: EntryContext,
  part: KickPart,
  append: () => Promise<AuditEntry>,
): Promise<KickPart> {
  try {
    return { ...part, entries: [...part.entries, await append()] };
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'record outcome', context.correlation);
    return { ...part, isUnrecorded: true };
  }
}
