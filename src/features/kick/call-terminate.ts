import type { Actor } from '../../domain/audit-entry.ts';
import { bareConnection, type Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { TerminationState } from '../../domain/kick.ts';
import { usualTerminations } from '../../domain/rules.ts';
import type { StatusChange, TerminationAnswer, VpnGateway } from '../../ports/vpn-gateway.ts';

/** What AWS answered for one connection, which may be one that Bouncer had not listed. */
export interface TerminateOutcome {
  readonly connection: Connection;
  readonly state: TerminationState;
  readonly requestId: string | undefined;
}

/** Equals the usual burst, so that the configured pace is the limit, not AWS' answers, which can take two seconds. */
const maxAtOnce = usualTerminations.burst;

/** What AWS is asked to terminate, and how. */
export interface Order {
  readonly endpoint: Endpoint;
  readonly connections: readonly Connection[];
  readonly plan: KickPlan;
  readonly actor: Actor;
}

/**
 * Carries out a plan: one call by user name, or one call for each connection, at the gateway's pace. If a call by user
 * name fails for any reason, each connection is terminated by id instead, because the error for more than five
 * connections is undocumented.
 *
 * @param isStopped Called before each call by connection; once it returns true, the remaining connections are skipped.
 * @param onEach Called with each connection as its answer arrives.
 */
export async function callTerminate(
  vpn: VpnGateway,
  { endpoint, connections, plan, actor }: Order,
  isStopped: () => Promise<boolean>,
  onEach: (terminated: TerminateOutcome) => void,
): Promise<void> {
  const rest =
    plan.by === 'username'
      ? await terminateByUsername(vpn, endpoint, connections, plan.username, actor, onEach)
      : connections;

  // Only one call waits for its turn at a time, so that Stop skips all that have not been sent.
  let mayGoOn = Promise.resolve(true);
  const nextTurn = () => {
    mayGoOn = mayGoOn.then(async (before) => {
      if (before) await vpn.terminationTurn(endpoint);
      return before && !(await isStopped());
    });
    return mayGoOn;
  };
  // All workers share one iterator, so whichever is free takes the next connection.
  const left = rest.values();
  const terminateNext = async () => {
    for (const connection of left) {
      if (!(await nextTurn())) return;
      onEach(await terminateOne(vpn, endpoint, connection, actor));
    }
  };
  await Promise.all(Array.from({ length: maxAtOnce }, terminateNext));
}

/** @returns The connections that AWS' answer does not mention; they have to be terminated one by one. */
async function terminateByUsername(
  vpn: VpnGateway,
  endpoint: Endpoint,
  connections: readonly Connection[],
  username: string,
  actor: Actor,
  onEach: (terminated: TerminateOutcome) => void,
): Promise<readonly Connection[]> {
  await vpn.terminationTurn(endpoint);
  const answer = await vpn.terminate(endpoint, { by: 'username', username }, actor).catch(() => undefined);
  if (answer?.kind !== 'answered') return connections;

  const { requestId } = answer;
  for (const change of answer.statuses) {
    const connection =
      connections.find(({ id }) => id === change.id) ?? beyondTheList(endpoint, username, change);
    onEach({ connection, state: stateAfter(change), requestId });
  }
  return connections.filter(({ id }) => !answer.statuses.some((change) => change.id === id));
}

async function terminateOne(
  vpn: VpnGateway,
  endpoint: Endpoint,
  connection: Connection,
  actor: Actor,
): Promise<TerminateOutcome> {
  try {
    const answer = await vpn.terminate(endpoint, { by: 'connection', id: connection.id }, actor);
    return { connection, state: stateAfterAnswer(answer, connection.id), requestId: answer.requestId };
  } catch (error) {
    return { connection, state: stateAfterFailure(failureFrom(error).code), requestId: undefined };
  }
}

function stateAfterAnswer(answer: TerminationAnswer, id: ConnectionId): TerminationState {
  if (answer.kind === 'already_gone') return { kind: 'already_gone' };

  const change = answer.statuses.find((status) => status.id === id);
  return change === undefined ? { kind: 'unanswered', code: 'aws_unintelligible' } : stateAfter(change);
}

/** Without a valid answer, AWS may have terminated the connection; only another look-up can tell. */
function stateAfterFailure(code: FailureCode): TerminationState {
  return code === 'aws_unanswered' || code === 'aws_unintelligible'
    ? { kind: 'unanswered', code }
    : { kind: 'failed', code };
}

/** Only another look-up shows that a connection ended, so any answer but a failure counts as in progress. */
function stateAfter({ previous, current }: StatusChange): TerminationState {
  const change = { previous, via: [], current };
  return current.code === 'failed-to-terminate'
    ? { kind: 'not_ended', change }
    : { kind: 'terminating', change };
}

/** Builds a connection that began after the look-up: AWS returns its id and status, and the user name is known. */
function beyondTheList(endpoint: Endpoint, username: string, { id, current }: StatusChange): Connection {
  return { ...bareConnection(id, endpoint.id, current), username };
}

/** How AWS is called in one round of a kick on one endpoint. */
export type KickPlan =
  /** One call; it also terminates a connection that began after the look-up. */
  | { readonly by: 'username'; readonly username: string }
  /** One call for each connection. */
  | { readonly by: 'connection'; readonly ids: readonly ConnectionId[] };

/** AWS terminates up to this many connections of a user by name (TerminateClientVpnConnections, `Username`). */
const maxByUsername = 5;

/**
 * Chooses the call for the connections of one round.
 *
 * @param endsAll Whether the kick covers every connection of the name, not just these.
 * @param usernamesKnown Whether all connections of the endpoint have a user name.
 */
export function planKick(
  connections: readonly Connection[],
  coversAllOfName: boolean,
  usernamesKnown: boolean,
): KickPlan {
  const username = sharedUsername(connections);
  const isByUsername =
    coversAllOfName && usernamesKnown && connections.length > 1 && connections.length <= maxByUsername;

  return isByUsername && username
    ? { by: 'username', username }
    : { by: 'connection', ids: connections.map(({ id }) => id) };
}

function sharedUsername(connections: readonly Connection[]): string | undefined {
  const [first] = connections;
  return connections.every(({ username }) => username === first?.username) ? first?.username : undefined;
}
