import {
  type ConnectionRecord,
  type ConnectionSighting,
  type Observation,
  recordWith,
} from '../../src/domain/connection-record.ts';
import type { EndpointId } from '../../src/domain/ids.ts';
import { isSameName, namesOn } from '../../src/domain/vpn-name.ts';
import type { ConnectionHistory, HistoryPage, HistoryQuery } from '../../src/ports/connection-history.ts';

/** A history for as long as the test lasts. */
export class MemoryConnectionHistory implements ConnectionHistory {
  readonly #records = new Map<string, ConnectionRecord>();
  #observations: readonly Observation[] = [];

  async record(sightings: readonly ConnectionSighting[]): Promise<void> {
    for (const sighting of sightings) {
      const key = keyOf(sighting);
      const record = recordWith(this.#records.get(key), sighting);
      if (record !== undefined) this.#records.set(key, record);
    }
  }

  async recordObservation(observation: Observation): Promise<void> {
    const others = this.#observations.filter(
      ({ endpointId, at }) =>
        endpointId !== observation.endpointId || at.getTime() !== observation.at.getTime(),
    );
    this.#observations = [...others, observation].toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  async find({ by, since, until, limit }: HistoryQuery): Promise<HistoryPage> {
    const found = [...this.#records.values()]
      .filter((record) => isOf(record, by))
      .filter(({ startedAt, lastSeenAt, endedAt }) => startedAt <= until && (endedAt ?? lastSeenAt) >= since)
      .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
    return { records: found.slice(0, limit), isCut: found.length > limit };
  }

  async ofConnections(
    connections: readonly Pick<ConnectionRecord, 'endpointId' | 'id'>[],
  ): Promise<readonly ConnectionRecord[]> {
    return connections.flatMap((each) => this.#records.get(keyOf(each)) ?? []);
  }

  async open(endpoint: EndpointId): Promise<readonly ConnectionRecord[]> {
    return [...this.#records.values()].filter(
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
    const gone = [...this.#records].filter(([, record]) => isOf(record, { kind: 'names', names }));
    for (const [key] of gone) this.#records.delete(key);
    return gone.length;
  }

  async prune(before: Date): Promise<number> {
    const gone = [...this.#records].filter(([, { endedAt, lastSeenAt }]) => (endedAt ?? lastSeenAt) < before);
    for (const [key] of gone) this.#records.delete(key);
    const kept = this.#observations.filter(({ at }) => at >= before);
    const removed = gone.length + this.#observations.length - kept.length;
    this.#observations = kept;
    return removed;
  }
}

function keyOf({ endpointId, id }: Pick<ConnectionRecord, 'endpointId' | 'id'>): string {
  return `${endpointId} ${id}`;
}

function isOf(record: ConnectionRecord, by: HistoryQuery['by']): boolean {
  switch (by.kind) {
    case 'names':
      return namesOn(record).some((own) => by.names.some((name) => isSameName(name, own)));
    case 'publicIp':
      return record.publicIp === by.publicIp;
    case 'endpoint':
      return record.endpointId === by.endpointId;
  }
}
