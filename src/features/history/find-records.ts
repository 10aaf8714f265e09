import { isIP } from 'node:net';
import { connectionKey } from '../../domain/connection.ts';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { canonicalIp } from '../../domain/ipv6.ts';
import { type Target, textsToFind } from '../../domain/target.ts';
import { distinctNames, foldName, namesOn } from '../../domain/vpn-name.ts';
import type { ConnectionHistory, HistoryPage, HistoryQuery } from '../../ports/connection-history.ts';

/** No one pages through more. */
export const maxRecords = 1_000;
/** A search for a part of a name, or an address in the VPN, reads the latest records of each endpoint. */
export const maxSearched = 2_000;

export interface RecordsFound {
  readonly records: readonly ConnectionRecord[];
  /** Whether there are more records than were read. */
  readonly isCut: boolean;
  /** Whether older records were not searched for a part of a name, or an address in the VPN. */
  readonly isSearchCut: boolean;
}

type Period = Pick<HistoryQuery, 'since' | 'until'>;

/**
 * Reads the records of a target on these endpoints.
 *
 * @throws {Failure} `history_unavailable`
 */
export async function findRecords(
  history: ConnectionHistory,
  endpoints: readonly Endpoint[],
  target: Target,
  period: Period,
): Promise<RecordsFound> {
  const { pages, isSearchCut = false } = await pagesOf(history, endpoints, target, period);
  const byKey = new Map(
    pages.flatMap(({ records }) => records).map((record) => [connectionKey(record), record] as const),
  );
  const records = [...byKey.values()].filter(({ endpointId }) =>
    endpoints.some(({ id }) => id === endpointId),
  );
  return { records, isCut: pages.some(({ isCut }) => isCut), isSearchCut };
}

async function pagesOf(
  history: ConnectionHistory,
  endpoints: readonly Endpoint[],
  target: Target,
  period: Period,
): Promise<{ readonly pages: readonly HistoryPage[]; readonly isSearchCut?: boolean }> {
  const ids = endpoints.map(({ id }) => id);
  const find = (by: HistoryQuery['by'], limit = maxRecords) =>
    history.find({ by, endpoints: ids, ...period, limit });
  const onEach = (limit?: number) =>
    Promise.all(endpoints.map(({ id }) => find({ kind: 'endpoint', endpointId: id }, limit)));

  switch (target.kind) {
    case 'everyone':
      return { pages: await onEach() };
    case 'names':
      return { pages: [await find({ kind: 'names', names: namesAsked(target.names) })] };
    case 'connections': {
      const wanted = endpoints.flatMap(({ id: endpointId }) => target.ids.map((id) => ({ endpointId, id })));
      return { pages: [{ records: await history.ofConnections(wanted), isCut: false }] };
    }
    case 'text': {
      const { text } = target;
      const isAddress = isIP(text.trim()) !== 0;
      const whole: HistoryQuery['by'] = isAddress
        ? { kind: 'publicIp', publicIp: canonicalIp(text) }
        : { kind: 'names', names: [text] };
      const [exact, searched] = await Promise.all([find(whole), onEach(maxSearched)]);
      const texts = textsToFind(text);
      const matching = searched.flatMap(({ records }) =>
        // A whole public address was searched for already, and a part of another one is another address.
        records.filter((record) => contains(isAddress ? { ...record, publicIp: undefined } : record, texts)),
      );
      return {
        pages: [exact, { records: matching, isCut: false }],
        isSearchCut: searched.some(({ isCut }) => isCut),
      };
    }
  }
}

/** A directory's users may be stored under the name without its domain. */
function namesAsked(names: readonly string[]): readonly string[] {
  return distinctNames([...names, ...names.map(directoryUserOf)]);
}

function contains(record: ConnectionRecord, texts: readonly string[]): boolean {
  const { id, clientIp, publicIp } = record;
  return [...namesOn(record), id, clientIp, publicIp].some((field) => {
    const folded = field === undefined ? undefined : foldName(field);
    return folded !== undefined && texts.some((text) => folded.includes(text));
  });
}
