import { entryContext, recordDenial } from '../../audit-log/record-entry.ts';
import { type Block, type BlockLength, untilFrom } from '../../domain/block.ts';
import type { BlockGap } from '../../domain/block-report.ts';
import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import { type Endpoint, hasDirectory, type UnknownEndpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import type { Nameless } from '../../domain/person.ts';
import { isProtected, isProtectedUser } from '../../domain/rules.ts';
import type { ExactTargetRef, SingleSelection } from '../../domain/target.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { distinctNames, nameOf } from '../../domain/vpn-name.ts';
import { appendForJob, leaseTerm } from '../../jobs/complete-job.ts';
import { type ActionAccessContext, authorize, type Denial, denyProtected } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { readEndpoints } from '../connections/list-connections.ts';
import { chooseEndpoints, targetOf } from '../connections/resolve-target.ts';
import { jobFromBlock } from './job.ts';
import { recordBlockRequest, type WrittenBlock, writeBlock } from './write-block.ts';

export interface BlockOrder {
  /** The same each time that the same request is delivered. */
  readonly correlation: Correlation;
  readonly requester: Requester;
  readonly selection: SingleSelection;
  readonly length: BlockLength;
  readonly reason: string;
}

export type BlockResult =
  /** The report has the outcome. Unless `isShown` resolves to true, the actor has not seen it. */
  | ({ readonly kind: 'requested' } & WrittenBlock)
  /** The same request was delivered before, and that delivery reports the outcome. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  /** The block could not even be requested, so no one is blocked. */
  | { readonly kind: 'failed'; readonly code: FailureCode }
  | NoBlock;

/**
 * Blocks names: authorizes the request again, records it, writes to the table that the connect handlers read, and
 * reports the outcome. It never throws, because the termination of connections that may follow must not depend on it.
 */
export async function block(app: AppContext, order: BlockOrder): Promise<BlockResult> {
  const { minReason } = app.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  try {
    return await requestBlock(app, order);
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'block', order.correlation);
    return { kind: 'failed', code: failure.code };
  }
}

async function requestBlock(app: AppContext, order: BlockOrder): Promise<BlockResult> {
  const { requester, selection, length, correlation } = order;
  const { blocking, clock } = app;
  if (blocking === undefined) return { kind: 'no_list' };
  if ((await app.log.ofRequest(correlation)).length > 0) return { kind: 'begun' };

  const access = await loadActionAccess(app, requester);
  const scope = await authorizeBlock(app, access, selection);
  if (scope.kind === 'refused') await recordDenial(app, requester, access, selection.targetRef, scope.denial);
  if (scope.kind !== 'found') return scope;

  const { names, isEverywhere } = scope;
  const at = clock.now();
  const until = untilFrom(length, at);
  const endpoints = isEverywhere ? undefined : scope.endpoints;
  const lease = await app.jobs.enqueueClaimed(
    jobFromBlock({ correlation, names, until, endpoints: endpoints?.map(({ id }) => id) }),
    leaseTerm(clock),
  );
  if (lease === undefined) return { kind: 'begun' };

  const reason = order.reason.trim();
  const context = entryContext(requester, access, { correlation, target: names.join(', '), reason });
  const { actor, channel } = context;
  const requested = await appendForJob(app, lease, correlation, () =>
    recordBlockRequest(app, context, { endpoints, until }),
  );
  const opening = {
    correlation,
    actor,
    channel,
    names,
    endpoints,
    until,
    reason,
    at,
    gaps: [],
    certificateOnly: [],
    others: [],
    isUnrecorded: false,
  };
  const state = { kind: 'requested' } as const;
  return {
    kind: 'requested',
    ...(await writeBlock(app, blocking, lease, [requested], { ...opening, state })),
  };
}

/**
 * Decides whether the actor may block the target from this channel, under which names and on which endpoints. Every
 * path to a block goes through here: the command, the modal and its submission.
 */
export async function authorizeBlock(
  app: AppContext,
  access: ActionAccessContext,
  { targetRef, on }: SingleSelection,
): Promise<BlockScope | Exclude<NoBlock, { kind: 'no_list' }>> {
  const choice = chooseEndpoints(app.rules, access, 'block', on);
  if (choice.kind !== 'chosen') return choice;

  const resolved = await namesOf(app, targetRef, choice.endpoints);
  if (resolved.kind !== 'named') return resolved;
  if (await isAnyProtected(app, resolved.names, choice.endpoints))
    return { kind: 'refused', denial: denyProtected(app.rules) };

  const isEverywhere = on === undefined && choice.endpoints.length === app.rules.endpoints.length;
  return { kind: 'found', names: resolved.names, endpoints: choice.endpoints, isEverywhere };
}

/**
 * On an endpoint with a directory, a block covers every way to write a user name, and so may cover a protected name. An
 * endpoint that AWS cannot describe is assumed to have a directory.
 */
async function isAnyProtected(
  app: AppContext,
  names: readonly string[],
  endpoints: readonly Endpoint[],
): Promise<boolean> {
  const patterns = app.rules.protected;
  if (isProtected(names, patterns)) return true;
  if (!names.some((name) => isProtectedUser(name, patterns))) return false;
  const areDirectories = await Promise.all(
    endpoints.map((endpoint) => app.vpn.facts(endpoint).then(hasDirectory, () => true)),
  );
  return areDirectories.includes(true);
}

/** Whether the actor may also terminate connections on at least one endpoint that the block covers. */
export function mayEndToo(
  { rules }: Pick<AppContext, 'rules'>,
  access: ActionAccessContext,
  endpoints: readonly Endpoint[],
): boolean {
  return endpoints.some((endpoint) => authorize(rules, access, 'kick', endpoint).allowed);
}

type Names = { readonly kind: 'named'; readonly names: readonly string[] } | NoName;
type NoName = Extract<NoBlock, { kind: 'nameless' | 'no_name' }>;

/** A client reconnects under a new connection id, so a connection is blocked by its name. */
async function namesOf(
  app: AppContext,
  targetRef: ExactTargetRef,
  endpoints: readonly Endpoint[],
): Promise<Names> {
  const resolved = await targetOf(app, targetRef);
  if (resolved.kind === 'nameless') return resolved;
  if (resolved.target.kind === 'names') return { kind: 'named', names: distinctNames(resolved.target.names) };

  const { found } = await readEndpoints(app.vpn, endpoints, resolved.target);
  const names = found
    .flatMap(({ connections }) => connections.map(nameOf))
    .flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  return names.length > 0 ? { kind: 'named', names: distinctNames(names) } : { kind: 'no_name' };
}

export interface BlockScope {
  readonly kind: 'found';
  /** At least one; a person can have several VPN names. */
  readonly names: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** Whether the block covers every endpoint, including endpoints that are added later. */
  readonly isEverywhere: boolean;
}

export type NoBlock =
  /** The operator has configured no table of blocks. */
  | { readonly kind: 'no_list' }
  | Nameless
  /** The connection has ended, or it has no name. */
  | { readonly kind: 'no_name' }
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly denial: Denial };

/** What the actor should know before they block. It is looked up for each proposal and is not part of the decision. */
export interface BlockOutlook {
  /** Endpoints whose users come from a directory: there the block covers every way to write a user name. */
  readonly directories: readonly Endpoint[];
  readonly gaps: readonly BlockGap[];
  readonly others: readonly Block[];
  /** Live connections with one of the names; for a person, only their own. */
  readonly connections: readonly ListedConnection[];
  /**
   * Connections of other users with a certificate of the person. The block applies to them; they are not terminated.
   */
  readonly otherUsers: readonly ListedConnection[];
  readonly missing: readonly UnavailableEndpoint[];
  /** Connections that may also be the target's or, if no connection has one of the names, that have a similar name. */
  readonly possible: PossibleMatches;
  /** Names of live connections that start with the target's name and a space, in case one of them was intended. */
  readonly longerNames: readonly string[];
  /** Whether the connections will be terminated as well: the right to block does not include it. */
  readonly terminatesConnections: boolean;
}
