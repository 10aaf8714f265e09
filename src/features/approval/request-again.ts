import { recordRefused } from '../../audit-log/record-entry.ts';
import {
  type Approval,
  approvalFromEntries,
  canBeRequestedAgain,
  endpointsInRequest,
  isUndecided,
} from '../../domain/approval.ts';
import { type ConnectionId, type Correlation, parseConnectionId } from '../../domain/ids.ts';
import { isEveryoneOn } from '../../domain/kick-target.ts';
import type { KickSelection, KickTargetRef } from '../../domain/target.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** What Request again asks about: the target of a request that came to nothing. */
export type RequestAgain =
  | {
      readonly kind: 'found';
      readonly selection: KickSelection;
      /** The connections that the request was about: others with the same name are not selected. */
      readonly connections: readonly ConnectionId[];
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** This channel has no such request. */
  | { readonly kind: 'unknown' }
  /** It is still open, or someone decided. */
  | { readonly kind: 'not_over' }
  /** The names on its connections are not known for certain. */
  | { readonly kind: 'unclear' };

/** A modal holds 3,000 characters of what it is about. */
const maxTargetLength = 2_000;

/**
 * Finds whom an expired request was about. It permits nothing: whoever presses Request again is authorized for the kick
 * that its modal asks about.
 *
 * @throws {Failure} `store_unavailable` or `aws_…`
 */
export async function findRequestAgain(
  app: AppContext,
  requester: Requester,
  correlation: Correlation,
): Promise<RequestAgain> {
  const approval = approvalFromEntries(await app.log.ofRequest(correlation));
  const access = await loadActionAccess(app, requester);
  const decision = authorize(app.rules, access, 'kick');
  if (!decision.allowed && !authorize(app.rules, access, 'kick-many').allowed) {
    const isHere = approval?.channel.id === requester.channel;
    await recordRefused(app, requester, access, isHere ? approval.target : correlation, decision);
    return { kind: 'refused', denial: decision };
  }
  if (approval === undefined || approval.channel.id !== requester.channel) return { kind: 'unknown' };
  const { state } = approval;
  const isOver =
    state.kind === 'open' ? !isUndecided(approval, app.clock.now()) : canBeRequestedAgain(state.kind);
  if (!isOver) return { kind: 'not_over' };

  const selection = await selectionOf(app, approval);
  if (selection === undefined || JSON.stringify(selection).length > maxTargetLength)
    return { kind: 'unclear' };
  return { kind: 'found', selection, connections: idsIn(approval), reason: approval.reason };
}

async function selectionOf(app: AppContext, approval: Approval): Promise<KickSelection | undefined> {
  const names = endpointsInRequest(approval.detail);
  const endpoints = app.rules.endpoints.filter(({ name }) => names.includes(name));
  const [only, ...others] = endpoints;
  if (only === undefined || endpoints.length !== new Set(names).size) return undefined;

  const on = others.length === 0 ? only.name : undefined;
  if (isEveryoneOn(approval.target))
    return on === undefined ? undefined : { targetRef: { kind: 'everyone' }, on };
  const targetRef = await targetOf(app, approval, endpoints);
  return targetRef && { targetRef, on };
}

/**
 * The names on the connections, as AWS lists them for an hour after they have ended: in the audit log, a name that
 * contains a comma can't be told from two names. If a connection is missing, so may be a name.
 */
async function targetOf(
  { vpn }: AppContext,
  approval: Approval,
  endpoints: AppContext['rules']['endpoints'],
): Promise<KickTargetRef | undefined> {
  const ids = idsIn(approval);
  const looks = endpoints.map((endpoint) => vpn.connections(endpoint, { by: 'connection', ids }));
  const seen = (await Promise.all(looks)).flat();
  if (ids.length < approval.count || ids.some((id) => !seen.some((connection) => connection.id === id)))
    return undefined;

  const names = seen.map(nameOf).map((name) => (name.kind === 'unnamed' ? undefined : name.text));
  const [name, ...more] = [...new Set(names)].flatMap((text) =>
    text === undefined ? [] : [{ kind: 'name', name: text } as const],
  );
  if (name === undefined || names.includes(undefined)) return undefined;
  return more.length === 0 ? name : { kind: 'several', targetRef: [name, ...more] };
}

function idsIn({ connections }: Pick<Approval, 'connections'>): readonly ConnectionId[] {
  return connections.flatMap(({ id }) => parseConnectionId(id) ?? []);
}
