import { recordDenial } from '../../audit-log/record-entry.ts';
import { maxNamesLength } from '../../domain/approval.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { KickSelection } from '../../domain/target.ts';
import { namesOfConnections, namesText } from '../../domain/vpn-name.ts';
import type { ActionAccessContext } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { withOrigins } from '../connections/origins.ts';
import { authorizeBreakGlass } from './break-glass.ts';
import { findConnectionsToTerminate } from './find-connections.ts';
import type { KickFinding } from './kick-finding.ts';

/** Which kick to find, and who asks for it. */
export interface KickRequest {
  readonly requester: Requester;
  readonly selection: KickSelection;
  /** People about whom the modal said that nothing is done; they are left out, even if Slack knows them by now. */
  readonly leftOut?: readonly PersonId[] | undefined;
  /** Whether the actor asked for break-glass. */
  readonly breakGlass: boolean;
}

/**
 * Finds and authorizes what a kick would terminate. An actor who uses `break-glass` must be allowed to, even if the
 * kick needs no second person.
 */
export async function findKick(
  app: AppContext,
  access: ActionAccessContext,
  { requester, selection, leftOut, breakGlass }: KickRequest,
): Promise<KickFinding> {
  const finding = await findConnectionsToTerminate(app, access, selection, leftOut);
  if (finding.kind === 'refused') return finding;
  if (!breakGlass) return tooManyToApprove(finding) ?? finding;

  const decision = await authorizeBreakGlass(app, requester.person);
  return decision.allowed ? finding : { kind: 'refused', denial: decision };
}

/** Rejects a kick with more names than can be shown to the second person who has to approve it. */
function tooManyToApprove(finding: KickFinding): KickFinding | undefined {
  if (finding.kind !== 'found' || finding.need === undefined) return undefined;

  const connections = finding.connections.map(({ connection }) => connection);
  if (namesText(connections).length <= maxNamesLength) return undefined;
  return { kind: 'too_many_to_approve', names: namesOfConnections(connections).length };
}

/** Finds which connections a kick would terminate, before the actor confirms it. A denial is recorded. */
export async function proposeKick(app: AppContext, request: KickRequest): Promise<KickFinding> {
  const access = await loadActionAccess(app, request.requester);
  const found = await findKick(app, access, request);

  if (found.kind === 'refused') {
    await recordDenial(app, request.requester, access, request.selection.targetRef, found.denial);
  }
  return found.kind === 'found' ? withOriginsOf(app, access, found) : found;
}

/** As many as the modal shows one by one. */
const maxShown = 50;

/** Adds from where people are connected, for the modal alone: no message about the kick says it. */
async function withOriginsOf(
  app: AppContext,
  access: ActionAccessContext,
  found: Extract<KickFinding, { kind: 'found' }>,
): Promise<KickFinding> {
  const { connections, possible } = found;
  if (connections.length > maxShown) return found;
  const rows = await withOrigins(app, access, [...connections, ...possible.connections.slice(0, maxShown)]);
  return {
    ...found,
    connections: rows.slice(0, connections.length),
    possible: {
      ...possible,
      connections: [...rows.slice(connections.length), ...possible.connections.slice(maxShown)],
    },
  };
}
