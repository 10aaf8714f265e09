import { endpointsInRequest } from '../../domain/approval.ts';
import type { AuditEntry, EntryKind, FoundEntry } from '../../domain/audit-entry.ts';
import { claimFactsFrom } from '../../domain/claim-request.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import { type EndpointLimit, isWithin } from '../../domain/rules.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { latestAttemptIn, placesInDetail } from '../block/block-details.ts';
import { kickOfStop } from '../kick/stop-kick.ts';

/**
 * Returns a found entry as a channel that is limited to some endpoints may read it: whole, without what it says about
 * others, or not at all. An entry that is not clearly about the channel's endpoints is not shown.
 *
 * - An entry with an endpoint is about that one.
 * - A block entry without an endpoint is about the endpoints that its request names, or about every one.
 * - Any other entry without an endpoint (a refused action, a request for a second person and its outcome, a request to
 *   stop) is about what was done in the channel in which it was recorded, as long as no entry of the same request
 *   names another endpoint: the channel may have had more of them then.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function withinLimit(
  log: Pick<AuditLog, 'ofRequest'>,
  found: FoundEntry,
  limit: EndpointLimit | undefined,
): Promise<FoundEntry | undefined> {
  if (limit === undefined || found.kind === 'unreadable') return found;
  const entry = await entryWithinLimit(log, found.entry, limit);
  return entry && { kind: 'readable', entry };
}

async function entryWithinLimit(
  log: Pick<AuditLog, 'ofRequest'>,
  entry: AuditEntry,
  limit: EndpointLimit,
): Promise<AuditEntry | undefined> {
  if (entry.endpoint !== undefined)
    return isWithin(limit, entry.endpoint.id) ? withoutOthers(entry) : undefined;

  const isOfChannel = entry.channel?.id === limit.channel;
  if (!isOfChannel && !kindsOfBlocks.includes(entry.kind)) return undefined;
  if (entry.kind === 'refused' && isAboutElsewhere(entry)) return undefined;

  const request = await requestOf(log, entry);
  const [first = entry] = request;
  if (first.kind === 'block-requested' || first.kind === 'unblock-requested')
    return concerns(first, limit) ? withoutOthers(entry) : undefined;
  return isOfChannel && !namesOthers(request, limit) ? entry : undefined;
}

/** The kinds of entries of blocks and unblocks; kicks share some of them. */
const kindsOfBlocks: readonly EntryKind[] = [
  'block-requested',
  'blocked',
  'failed',
  'abandoned',
  'block-expired',
  'unblock-requested',
  'unblocked',
];

/** Returns the entries of the same request, in order; for a request to stop, those of the kick that it stops. */
async function requestOf(
  log: Pick<AuditLog, 'ofRequest'>,
  entry: AuditEntry,
): Promise<readonly AuditEntry[]> {
  const correlation = parseCorrelation(entry.correlation);
  if (correlation === undefined) return [];
  return log.ofRequest(entry.kind === 'stopped' ? kickOfStop(correlation) : correlation);
}

function concerns({ detail }: AuditEntry, { endpoints }: EndpointLimit): boolean {
  return placesInDetail(detail).some(
    (place) => place === 'everywhere' || endpoints.some(({ name }) => isSameName(name, place)),
  );
}

function namesOthers(request: readonly AuditEntry[], limit: EndpointLimit): boolean {
  return request.some((entry) => {
    if (entry.endpoint !== undefined) return !isWithin(limit, entry.endpoint.id);
    const endpoints = endpointsOfRequest(entry);
    return endpoints.some((name) => !limit.endpoints.some((own) => isSameName(own.name, name)));
  });
}

/** The endpoints that the detail of a request names. */
function endpointsOfRequest({ kind, detail }: AuditEntry): readonly string[] {
  if (kind === 'approval-requested') return endpointsInRequest(detail);
  if (kind !== 'name-claim-requested') return [];
  const { endpoints, unchecked } = claimFactsFrom(detail);
  return [...endpoints, ...unchecked];
}

/** The detail of a refusal begins with its reason. */
function isAboutElsewhere({ detail = '' }: AuditEntry): boolean {
  return detail.startsWith('endpoint_elsewhere');
}

/** Removes from the detail what it may say about other endpoints. */
function withoutOthers(entry: AuditEntry): AuditEntry {
  const { detail: whole = '', ...rest } = entry;
  const detail = ownPartOf(entry.kind, whole);
  return detail === '' ? rest : { ...rest, detail };
}

function ownPartOf(kind: EntryKind, detail: string): string {
  switch (kind) {
    // The first part says how long and where the block holds; the rest says where it does not.
    case 'block-requested':
    case 'blocked':
      return detail.split('; ')[0] ?? '';
    case 'unblock-requested':
    case 'unblocked':
    case 'block-expired':
      return '';
    // A name's denied connections are counted over all endpoints.
    case 'turned-away':
      return latestAttemptIn(detail);
    default:
      return detail;
  }
}
