import type { Actor } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import { bareConnection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { SessionState } from '../../domain/kick.ts';
import { usualTerminations } from '../../domain/rules.ts';
import type { StatusChange, TerminationAnswer, VpnGateway } from '../../ports/vpn-gateway.ts';
import type { KickPlan } from './terminate-plan.ts';

/** What AWS answered for one connection; `connection` may be one that we had not listed. */
export interface TerminateOutcome {
  readonly connection: Connection;
  readonly state: SessionState;
  readonly requestId: string | undefined;
}

/** As many as the usual burst, so that the pace is what is configured and not AWS' answers, which may take two seconds. */
const mostAtOnce = usualTerminations.burst;

/** What AWS is asked to end, and how. */
export interface Order {
  readonly endpoint: Endpoint;
  readonly connections: readonly Connection[];
  readonly plan: KickPlan;
  readonly actor: Actor;
}

/**
 * Carries out a plan: one call by user name, or one call for each connection, at the pace that the gateway keeps.
 * A call by user name that fails for whatever reason is made again by connection: the error for more than five
 * sessions is undocumented.
 *
 * @param isStopped Asked before each call; what was not asked for by then is left.
 * @param onEach Told of each connection as its answer comes in.
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

  // One at a time waits for a turn, so that Stop spares all that were not sent.
  let mayGoOn = Promise.resolve(true);
  const nextTurn = () => {
    mayGoOn = mayGoOn.then(async (before) => {
      if (before) await vpn.terminationTurn(endpoint);
      return before && !(await isStopped());
    });
    return mayGoOn;
  };
  // One iterator for all: whoever is done takes the next connection.
  const left = rest.values();
  const inTurn = async () => {
    for (const connection of left) {
      if (!(await nextTurn())) return;
      onEach(await terminateOne(vpn, endpoint, connection, actor));
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, inTurn));
}

/** @returns The connections about which AWS said nothing: they are left to be ended one by one. */
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

function stateAfterAnswer(answer: TerminationAnswer, id: ConnectionId): SessionState {
  if (answer.kind === 'already_gone') return { kind: 'already_gone' };

  const change = answer.statuses.find((status) => status.id === id);
  return change === undefined ? { kind: 'unanswered', code: 'aws_unintelligible' } : stateAfter(change);
}

/** Without an intelligible answer the order may have been carried out: only looking again can tell. */
function stateAfterFailure(code: FailureCode): SessionState {
  return code === 'aws_unanswered' || code === 'aws_unintelligible'
    ? { kind: 'unanswered', code }
    : { kind: 'failed', code };
}

/** Only looking again shows that a session ended, so whatever AWS answers counts as under way. */
function stateAfter({ previous, current }: StatusChange): SessionState {
  const change = { previous, via: [], current };
  return current.code === 'failed-to-terminate'
    ? { kind: 'not_ended', change }
    : { kind: 'terminating', change };
}

/** A session opened since the look: AWS tells its id and status, and we know whose it is. */
function beyondTheList(endpoint: Endpoint, username: string, { id, current }: StatusChange): Connection {
  return { ...bareConnection(id, endpoint.id, current), username };
}
