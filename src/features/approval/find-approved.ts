import type { Approval } from '../../domain/approval.ts';
import type { Connection } from '../../domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../domain/connection-list.ts';
import { noPossibleMatches } from '../../domain/connection-list.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import { Failure } from '../../domain/failure.ts';
import { parseChannelId, parsePersonId, parseTeamId } from '../../domain/ids.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import { isMany } from '../../domain/target.ts';
import { isSameName, nameOf } from '../../domain/vpn-name.ts';
import { type Asker, loadActingSituation } from '../../policy/authorize.ts';
import type { ActingSituation, Denial } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ApprovalJob } from '../kick/approval-job.ts';
import type { FoundConnections } from '../kick/carry-out.ts';
import { findConnectionsToTerminate } from '../kick/find-connections.ts';
import type { KickFinding } from '../kick/kick-finding.ts';
import { tickedAsPossible } from '../kick/ticked-as-possible.ts';

/** What an approved kick would end now. */
export type ApprovedFinding =
  | {
      readonly kind: 'found';
      readonly requester: Asker;
      readonly situation: ActingSituation;
      readonly found: FoundConnections;
      /** By `name`, every session of the approved names is meant, those of later rounds included. */
      readonly extent: KickExtent;
      /** Sessions of the target that are to live on. */
      readonly spared: readonly ListedConnection[];
      /** Those of them that were meant to be ended, and that nobody has approved. */
      readonly unapproved: readonly Connection[];
    }
  /** The one who asked may no longer do it. */
  | {
      readonly kind: 'refused';
      readonly requester: Asker;
      readonly situation: ActingSituation;
      readonly refusal: Denial;
    }
  /** Nothing that was approved is on any more. */
  | { readonly kind: 'gone' }
  /** Nothing was found, and not every endpoint answered. */
  | { readonly kind: 'unseen'; readonly missing: readonly UnavailableEndpoint[] };

/**
 * Looks up and decides again, for the one who asked, what was asked for. Names that came to the target since then are
 * left alone: never are more people hit than the second person was shown.
 */
export async function findApproved(
  app: AppContext,
  approval: Approval,
  { aim, only, also, names }: ApprovalJob,
): Promise<ApprovedFinding> {
  const requester = requesterOf(approval);
  const situation = await loadActingSituation(app, requester);
  const finding = await findConnectionsToTerminate(app, situation, aim);
  if (finding.kind === 'refused') return { kind: 'refused', requester, situation, refusal: finding.refusal };
  if (finding.kind === 'none' && finding.missing.length > 0)
    return { kind: 'unseen', missing: finding.missing };
  const possible = 'possible' in finding ? finding.possible : noPossibleMatches;
  const ticked = tickedAsPossible(app, situation, possible, also);
  if (ticked.kind === 'refused') return { kind: 'refused', requester, situation, refusal: ticked.refusal };
  const isApproved = ({ connection }: ListedConnection) =>
    only?.includes(connection.id) ??
    (goesByAny(connection, names) || approval.connections.some(({ id }) => id === connection.id));
  // A look that failed and a second one that did not: what was approved is on, under its own name.
  if (finding.kind === 'ambiguous' && finding.candidates.some(isApproved))
    return { kind: 'unseen', missing: [] };
  const found = finding.kind === 'none' ? foundAlone(finding) : finding;
  const seen = [...('sessions' in found ? found.sessions : []), ...ticked.sessions];
  const isWhole =
    approval.sessions === approval.connections.length &&
    approval.connections.every(({ id }) => seen.some(({ connection }) => connection.id === id));
  const unmet = 'unmet' in finding ? finding.unmet : [];
  // Whose connection is not found may be somebody of whom Slack did not tell this time.
  if (!isWhole && unmet.some(({ why }) => why === 'unverifiable')) return { kind: 'unseen', missing: [] };
  if (found.kind !== 'found') return { kind: 'gone' };

  const sessions = [...found.sessions.filter(isApproved), ...ticked.sessions];
  if (sessions.length === 0) return { kind: 'gone' };

  const target = narrowed(found.target, names, sessions);
  const extent = extentOf(aim, only, target);
  const spared = found.sessions.filter((session) => !isApproved(session));
  const unapproved = only === undefined ? spared.map(({ connection }) => connection) : [];
  return {
    kind: 'found',
    requester,
    situation,
    found: { ...found, target, sessions },
    extent,
    spared,
    unapproved,
  };
}

/** Where the target has no connection any more, what was ticked may still be on. */
function foundAlone({
  missing,
  beyond,
  unmet,
  otherUsers,
  possible,
}: Extract<KickFinding, { kind: 'none' }>): FoundConnections {
  return {
    kind: 'found',
    target: { kind: 'connections', ids: [] },
    sessions: [],
    ...{ missing, beyond, unmet, otherUsers, possible },
    need: undefined,
    mayBlock: false,
    hitsOtherUsers: false,
  };
}

function extentOf({ whom }: ApprovalJob['aim'], only: ApprovalJob['only'], target: ExactTarget): KickExtent {
  if (isMany(whom)) return 'many';
  return only === undefined && target.kind === 'names' ? 'name' : 'listed';
}

/** Later rounds may bring back approved names alone; where the target bears another name, there are none. */
function narrowed(
  target: ExactTarget,
  names: readonly string[],
  sessions: readonly ListedConnection[],
): ExactTarget {
  if (target.kind === 'everyone') return target;
  const kept =
    target.kind === 'names' ? target.names.filter((name) => names.some((n) => isSameName(n, name))) : [];
  return kept.length > 0
    ? { kind: 'names', names: kept }
    : { kind: 'connections', ids: sessions.map(({ connection }) => connection.id) };
}

function goesByAny(connection: Connection, names: readonly string[]): boolean {
  const name = nameOf(connection);
  return name.kind !== 'unnamed' && names.some((approved) => isSameName(approved, name.text));
}

/** The one who asked, as the record has them: claims to be verified again. @throws {Failure} `unexpected` */
function requesterOf({ requester, channel }: Approval): Asker {
  const person = parsePersonId(requester.id);
  const channelId = parseChannelId(channel.id);
  if (person === undefined || channelId === undefined)
    throw new Failure('unexpected', 'the record names no person or no channel');

  return { person, team: parseTeamId(requester.team), channel: channelId, channelName: channel.name };
}
