import type { Connection } from '../../src/domain/connection.ts';
import type { StaleReason } from '../../src/domain/connection-list.ts';
import type { Endpoint } from '../../src/domain/endpoint.ts';
import type {
  ConnectionFilter,
  Progress,
  Snapshot,
  SnapshotAsk,
  Snapshots,
} from '../../src/ports/vpn-gateway.ts';
import type { MemoryVpn } from './memory-vpn.ts';

/** Snapshots that are always of now, unless a test makes them older or still being read. */
export class MemorySnapshots implements Snapshots {
  /** How each was asked for, in order. */
  readonly asks: SnapshotAsk[] = [];
  /** How far the scans are, while they have not come to their end. */
  progress: Progress | undefined;
  ageMs = 0;
  stale: StaleReason | undefined;
  readonly #vpn: MemoryVpn;

  constructor(vpn: MemoryVpn) {
    this.#vpn = vpn;
  }

  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]> {
    return this.#vpn.connections(endpoint, filter);
  }

  async recent(endpoint: Endpoint, ask: SnapshotAsk): Promise<Snapshot> {
    this.asks.push(ask);
    const snapshot = await this.#vpn.scan(endpoint);
    const progress = Number.isFinite(ask.patienceMs) ? this.progress : undefined;
    return {
      ...snapshot,
      asOf: new Date(snapshot.asOf.getTime() - this.ageMs),
      progress,
      stale: this.stale,
    };
  }
}
