import { entryContext } from '../../audit-log/record-entry.ts';
import type { Approval } from '../../domain/approval.ts';
import type { Actor } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import {
  type ListedConnection,
  noPossibleMatches,
  type UnavailableEndpoint,
} from '../../domain/connection-list.ts';
import { Failure } from '../../domain/failure.ts';
import { parseChannelId, parsePersonId, parseTeamId } from '../../domain/ids.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import { type ExactTarget, isMany } from '../../domain/target.ts';
import { isSameName, nameOf } from '../../domain/vpn-name.ts';
import type { Denial } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ApprovalJob } from '../kick/approval-job.ts';
import { type CarriedOut, carryOut } from '../kick/carry-out.ts';
import type { DecidedKick } from '../kick/decided-kick.ts';
import { findConnectionsToTerminate, tickedAsPossible } from '../kick/find-connections.ts';
import { type FoundConnections, type KickFinding, targetText } from '../kick/kick-finding.ts';

/** What an approved kick would terminate now. */
export type ApprovedFinding =
  /** Connections that the request covers but that no one has approved are `unapproved`. */
  | (Omit<DecidedKick, 'context'> & { readonly kind: 'found' })
  /** The requester is no longer authorized. */
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** No approved connection is active any more. */
  | { readonly kind: 'gone' }
  /** No connection was found, but not every endpoint responded. */
  | { readonly kind: 'unseen'; readonly unavailable: readonly UnavailableEndpoint[] };

/**
 * Authorizes the requester again and looks up the requested connections again. Names that have joined the target
 * since the request are left alone, so a kick never affects more people than the second person was shown.
 */
export async function findApproved(
  app: AppContext,
  approval: Approval,
  { selection, only, also, names, mayNotify }: ApprovalJob,
): Promise<ApprovedFinding> {
  const requester = requesterOf(approval);
  const access = await loadActionAccess(app, requester);
  const finding = await findConnectionsToTerminate(app, access, selection);
  if (finding.kind === 'refused') return finding;
  if (finding.kind === 'none' && finding.unavailable.length > 0)
    return { kind: 'unseen', unavailable: finding.unavailable };
  const possible = 'possible' in finding ? finding.possible : noPossibleMatches;
  const ticked = tickedAsPossible(app, access, possible, also);
  if (ticked.kind === 'refused') return ticked;
  const isApproved = ({ connection }: ListedConnection) =>
    only?.includes(connection.id) ??
    (goesByAny(connection, names) || approval.connections.some(({ id }) => id === connection.id));
  // The first look-up failed and the second one succeeded: an approved connection is active under its own name.
  if (finding.kind === 'ambiguous' && finding.candidates.some(isApproved))
    return { kind: 'unseen', unavailable: [] };
  const found = finding.kind === 'none' ? foundAlone(finding) : finding;
  const seen = [...('connections' in found ? found.connections : []), ...ticked.connections];
  const isWhole =
    approval.count === approval.connections.length &&
    approval.connections.every(({ id }) => seen.some(({ connection }) => connection.id === id));
  const unresolved = 'unresolved' in finding ? finding.unresolved : [];
  // A missing connection may belong to someone for whom Slack returned no details this time.
  if (!isWhole && unresolved.some(({ why }) => why === 'unverifiable'))
    return { kind: 'unseen', unavailable: [] };
  if (found.kind !== 'found') return { kind: 'gone' };

  const connections = [...found.connections.filter(isApproved), ...ticked.connections];
  if (connections.length === 0) return { kind: 'gone' };

  const target = narrowed(found.target, names, connections);
  const unselected = found.connections.filter((listed) => !isApproved(listed));
  return {
    ...{ kind: 'found', requester, access, selection, unselected, mayNotify },
    found: { ...found, target, connections },
    extent: extentOf(selection, only, target),
    unapproved: only === undefined ? unselected.map(({ connection }) => connection) : [],
  };
}

/** Returns a finding without connections: when the target has none left, the ticked possible matches may remain. */
function foundAlone(none: Extract<KickFinding, { kind: 'none' }>): FoundConnections {
  return {
    ...none,
    kind: 'found',
    target: { kind: 'connections', ids: [] },
    connections: [],
    need: undefined,
    mayBlock: false,
    hitsOtherUsers: false,
  };
}

function extentOf(
  { targetRef }: ApprovalJob['selection'],
  only: ApprovalJob['only'],
  target: ExactTarget,
): KickExtent {
  if (isMany(targetRef)) return 'many';
  return only === undefined && target.kind === 'names' ? 'name' : 'listed';
}

/**
 * Limits the target to the approved names, so that later rounds cover no others. If none of the target's names was
 * approved, the target is the listed connections, and there are no later rounds.
 */
function narrowed(
  target: ExactTarget,
  names: readonly string[],
  connections: readonly ListedConnection[],
): ExactTarget {
  if (target.kind === 'everyone') return target;
  const kept =
    target.kind === 'names' ? target.names.filter((name) => names.some((n) => isSameName(n, name))) : [];
  return kept.length > 0
    ? { ...target, kind: 'names', names: kept }
    : { kind: 'connections', ids: connections.map(({ connection }) => connection.id) };
}

function goesByAny(connection: Connection, names: readonly string[]): boolean {
  const name = nameOf(connection);
  return name.kind !== 'unnamed' && names.some((approved) => isSameName(approved, name.text));
}

/**
 * Reads the requester from the audit log. The result is unverified and must be authorized again.
 *
 * @throws {Failure} `unexpected`
 */
function requesterOf({ requester, channel }: Approval): Requester {
  const person = parsePersonId(requester.id);
  const channelId = parseChannelId(channel.id);
  if (person === undefined || channelId === undefined)
    throw new Failure('unexpected', 'the audit log names no person or no channel');

  return { person, team: parseTeamId(requester.team), channel: channelId, channelName: channel.name };
}

/** Carries out an approved kick in the requester's name. */
export function carryOutApproved(
  app: AppContext,
  { correlation, target: asked, reason }: Approval,
  by: Actor,
  finding: Extract<ApprovedFinding, { kind: 'found' }>,
): Promise<CarriedOut> {
  const { requester, access, selection, found } = finding;
  const target = isMany(selection.targetRef) ? targetText(selection.targetRef, found.connections) : asked;
  const about = { correlation, target, reason };
  const context = entryContext(requester, access, about, { kind: 'approved', by });
  return carryOut(app, { ...finding, context });
}
