import { isLive, type VpnConnection } from './vpn-connection.ts';

/** The connections of one endpoint, found by id, by user name, and in the order of pages. */
export class ConnectionTable {
  /** Every change makes another one, so that prepared pages know when they are stale. */
  revision = 0;
  live = 0;
  readonly #byId = new Map<string, VpnConnection>();
  readonly #byUsername = new Map<string, Set<VpnConnection>>();
  /** Ascending by sequence. Removed connections stay in it until they are more than half. */
  #ordered: VpnConnection[] = [];

  add(connection: VpnConnection): void {
    this.#byId.set(connection.connectionId, connection);
    this.#ordered.push(connection);
    if (isLive(connection)) this.live++;
    this.revision++;
    if (connection.username === undefined) return;

    const namesakes = this.#byUsername.get(connection.username);
    if (namesakes === undefined) this.#byUsername.set(connection.username, new Set([connection]));
    else namesakes.add(connection);
  }

  change(connection: VpnConnection, state: VpnConnection['state']): void {
    const wasLive = isLive(connection);
    connection.state = state;
    this.live += Number(isLive(connection)) - Number(wasLive);
    this.revision++;
  }

  remove(connection: VpnConnection): void {
    this.#byId.delete(connection.connectionId);
    if (isLive(connection)) this.live--;
    this.revision++;
    if (connection.username !== undefined) {
      const namesakes = this.#byUsername.get(connection.username);
      namesakes?.delete(connection);
      if (namesakes?.size === 0) this.#byUsername.delete(connection.username);
    }
    if (this.#ordered.length > 2 * this.#byId.size) {
      this.#ordered = this.#ordered.filter((each) => this.#byId.has(each.connectionId));
    }
  }

  byId(connectionId: string): VpnConnection | undefined {
    return this.#byId.get(connectionId);
  }

  byUsername(username: string): readonly VpnConnection[] {
    return [...(this.#byUsername.get(username) ?? [])];
  }

  /** Connections after that sequence, at most `limit`, the earliest established first. */
  after(sequence: number, limit: number): readonly VpnConnection[] {
    const found: VpnConnection[] = [];
    for (let index = this.#firstAfter(sequence); index < this.#ordered.length; index++) {
      const connection = this.#ordered[index];
      if (connection === undefined || found.length === limit) break;
      if (this.#byId.has(connection.connectionId)) found.push(connection);
    }
    return found;
  }

  /** At most `limit`, the latest first. */
  latest(limit: number): readonly VpnConnection[] {
    const found: VpnConnection[] = [];
    for (let index = this.#ordered.length - 1; index >= 0 && found.length < limit; index--) {
      const connection = this.#ordered[index];
      if (connection !== undefined && this.#byId.has(connection.connectionId)) found.push(connection);
    }
    return found;
  }

  /** A random live connection, or undefined when a few tries found none. */
  anyLive(below: (limit: number) => number): VpnConnection | undefined {
    const tries = 8;
    for (let attempt = 0; attempt < tries && this.live > 0; attempt++) {
      const connection = this.#ordered[below(this.#ordered.length)];
      if (connection !== undefined && this.#byId.has(connection.connectionId) && isLive(connection))
        return connection;
    }
    return undefined;
  }

  #firstAfter(sequence: number): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ordered[middle]?.sequence ?? Number.POSITIVE_INFINITY) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
