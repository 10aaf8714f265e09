import { endpointsInRequest } from '../../domain/approval.ts';
import type { AuditEntry, EntryKind } from '../../domain/audit-entry.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import { type EndpointLimit, isWithin } from '../../domain/rules.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { placesInDetail } from '../block/block-texts.ts';
import { kickOfStop } from '../kick/stop-sign.ts';

/** What a block, or its lift, records; some of these kinds are also what a kick records. */
const kindsOfBlocks: readonly EntryKind[] = [
  'block-requested',
  'blocked',
  'failed',
  'abandoned',
  'block-expired',
  'unblock-requested',
  'unblocked',
];

/**
 * Reads an entry as a channel that is limited to some endpoints may: whole, without what it tells of others, or not at
 * all. What cannot be told to be about its endpoints is not its own.
 *
 * - An entry with an endpoint is about that one.
 * - Without one, a block concerns the endpoints that its request names, or every one.
 * - Anything else without one (a refused act, a request for a second person and what became of it, an order to stop) is
 *   about whatever was done in the channel that it was recorded in, as long as nothing recorded with it names another
 *   endpoint: the channel may have had more of them then.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function entryWithinLimit(
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

/** The entries recorded with it, in order; those of the kick that an order to stop is about. */
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
    if (entry.kind !== 'approval-requested') return false;
    return endpointsInRequest(entry.detail).some(
      (name) => !limit.endpoints.some((own) => isSameName(own.name, name)),
    );
  });
}

/** The reason of a refusal stands at the beginning of its detail. */
function isAboutElsewhere({ detail = '' }: AuditEntry): boolean {
  return detail.startsWith('endpoint_elsewhere');
}

/** Takes out of the detail what it may tell of other endpoints. */
function withoutOthers(entry: AuditEntry): AuditEntry {
  const { detail: told = '', ...rest } = entry;
  const detail = ownPartOf(entry.kind, told);
  return detail === '' ? rest : { ...rest, detail };
}

function ownPartOf(kind: EntryKind, detail: string): string {
  switch (kind) {
    // Where it does not hold follows on how long and where it does.
    case 'block-requested':
    case 'blocked':
      return detail.split('; ')[0] ?? '';
    case 'unblock-requested':
    case 'unblocked':
    case 'block-expired':
      return '';
    // A name's denied connections are counted over all endpoints.
    case 'turned-away':
      return detail.replace(/^(?:once|\d+ times), /, '').replace(/; \d+ in all$/, '');
    default:
      return detail;
  }
}
