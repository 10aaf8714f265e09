import { isLive, type Session } from './session.ts';

/** The sessions of one endpoint, found by id, by user name, and in the order of pages. */
export class Roster {
  /** Every change makes another one, so that prepared pages know when they are stale. */
  revision = 0;
  live = 0;
  readonly #byId = new Map<string, Session>();
  readonly #byUsername = new Map<string, Set<Session>>();
  /** Ascending by sequence. Sessions that have vanished stay until half of them have. */
  #ordered: Session[] = [];

  add(session: Session): void {
    this.#byId.set(session.connectionId, session);
    this.#ordered.push(session);
    if (isLive(session)) this.live++;
    this.revision++;
    if (session.username === undefined) return;

    const namesakes = this.#byUsername.get(session.username);
    if (namesakes === undefined) this.#byUsername.set(session.username, new Set([session]));
    else namesakes.add(session);
  }

  change(session: Session, state: Session['state']): void {
    const wasLive = isLive(session);
    session.state = state;
    this.live += Number(isLive(session)) - Number(wasLive);
    this.revision++;
  }

  remove(session: Session): void {
    this.#byId.delete(session.connectionId);
    if (isLive(session)) this.live--;
    this.revision++;
    if (session.username !== undefined) {
      const namesakes = this.#byUsername.get(session.username);
      namesakes?.delete(session);
      if (namesakes?.size === 0) this.#byUsername.delete(session.username);
    }
    if (this.#ordered.length > 2 * this.#byId.size) {
      this.#ordered = this.#ordered.filter((each) => this.#byId.has(each.connectionId));
    }
  }

  byId(connectionId: string): Session | undefined {
    return this.#byId.get(connectionId);
  }

  byUsername(username: string): readonly Session[] {
    return [...(this.#byUsername.get(username) ?? [])];
  }

  /** Sessions after that sequence, at most `limit`, the earliest established first. */
  after(sequence: number, limit: number): readonly Session[] {
    const found: Session[] = [];
    for (let index = this.#firstAfter(sequence); index < this.#ordered.length; index++) {
      const session = this.#ordered[index];
      if (session === undefined || found.length === limit) break;
      if (this.#byId.has(session.connectionId)) found.push(session);
    }
    return found;
  }

  /** At most `limit`, the latest first. */
  latest(limit: number): readonly Session[] {
    const found: Session[] = [];
    for (let index = this.#ordered.length - 1; index >= 0 && found.length < limit; index--) {
      const session = this.#ordered[index];
      if (session !== undefined && this.#byId.has(session.connectionId)) found.push(session);
    }
    return found;
  }

  /** Some live session: for a fleet in which people leave of their own accord. */
  anyLive(below: (limit: number) => number): Session | undefined {
    const tries = 8;
    for (let attempt = 0; attempt < tries && this.live > 0; attempt++) {
      const session = this.#ordered[below(this.#ordered.length)];
      if (session !== undefined && this.#byId.has(session.connectionId) && isLive(session)) return session;
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
