import { connectionKey } from '../../src/domain/connection.ts';
import {
  activeUntil,
  type ConnectionRecord,
  type ConnectionUpdate,
  type Observation,
  recordOf,
  recordWith,
} from '../../src/domain/connection-record.ts';
import type { EndpointId } from '../../src/domain/ids.ts';
import { canonicalIp } from '../../src/domain/ipv6.ts';
import { isSameName, namesOn } from '../../src/domain/vpn-name.ts';
import type { ConnectionHistory, HistoryPage, HistoryQuery } from '../../src/ports/connection-history.ts';

/** A history for as long as the test lasts. */
export class MemoryConnectionHistory implements ConnectionHistory {
  /** The records under each endpoint and id: as a rule, one. */
  readonly #byId = new Map<string, readonly ConnectionRecord[]>();
  #observations: readonly Observation[] = [];

  async record(updates: readonly ConnectionUpdate[]): Promise<void> {
    for (const update of updates) {
      const records = this.#byId.get(connectionKey(update)) ?? [];
      const known = recordOf(records, update);
      const record = recordWith(known, update);
      if (record === undefined) continue;
      this.#byId.set(connectionKey(update), [...records.filter((each) => each !== known), record]);
    }
  }

  async recordObservation(observation: Observation): Promise<void> {
    const others = this.#observations.filter(
      ({ endpointId, at }) =>
        endpointId !== observation.endpointId || at.getTime() !== observation.at.getTime(),
    );
    this.#observations = [...others, observation].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  async find({ by, endpoints, since, until, limit }: HistoryQuery): Promise<HistoryPage> {
    const found = this.#records
      .filter((record) => isOf(record, by) && (endpoints?.includes(record.endpointId) ?? true))
      .filter((record) => record.startedAt <= until && activeUntil(record) >= since)
      .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
    return { records: found.slice(0, limit), isCut: found.length > limit };
  }

  async ofConnections(
    connections: readonly Pick<ConnectionRecord, 'endpointId' | 'id'>[],
  ): Promise<readonly ConnectionRecord[]> {
    return [...new Set(connections.map(connectionKey))]
      .flatMap((key) => this.#byId.get(key) ?? [])
      .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  }

  async open(endpoint: EndpointId): Promise<readonly ConnectionRecord[]> {
    return this.#records.filter(
      ({ endpointId, endedAt }) => endpointId === endpoint && endedAt === undefined,
    );
  }

  async observations(endpoint: EndpointId, since: Date, until: Date): Promise<readonly Observation[]> {
    return this.#observations.filter(
      ({ endpointId, at }) => endpointId === endpoint && at >= since && at <= until,
    );
  }

  async knownSince(endpoint: EndpointId): Promise<Date | undefined> {
    const ofEndpoint = this.#observations.filter(({ endpointId }) => endpointId === endpoint);
    return ofEndpoint.map(({ since }) => since).toSorted((a, b) => a.getTime() - b.getTime())[0];
  }

  async forget(names: readonly string[]): Promise<number> {
    return this.#remove((record) => isOf(record, { kind: 'names', names }));
  }

  async prune(before: Date): Promise<number> {
    const kept = this.#observations.filter(({ at }) => at >= before);
    const removed = this.#observations.length - kept.length;
    this.#observations = kept;
    return removed + this.#remove(({ endedAt, lastSeenAt }) => (endedAt ?? lastSeenAt) < before);
  }

  get #records(): readonly ConnectionRecord[] {
    return [...this.#byId.values()].flat();
  }

  #remove(isGone: (record: ConnectionRecord) => boolean): number {
    const count = this.#records.length;
    for (const [key, records] of this.#byId)
      this.#byId.set(
        key,
        records.filter((record) => !isGone(record)),
      );
    return count - this.#records.length;
  }
}

function isOf(record: ConnectionRecord, by: HistoryQuery['by']): boolean {
  switch (by.kind) {
    case 'names':
      return namesOn(record).some((own) => by.names.some((name) => isSameName(name, own)));
    case 'publicIp':
      return record.publicIp === canonicalIp(by.publicIp);
    case 'endpoint':
      return record.endpointId === by.endpointId;
  }
}
