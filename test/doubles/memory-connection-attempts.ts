import type { ConnectionAttempt, DeniedConnections } from '../../src/domain/connection-attempt.ts';
import { foldName, isSameName } from '../../src/domain/vpn-name.ts';
import type { AttemptReports, ConnectionAttempts } from '../../src/ports/block-list.ts';

/** What connect handlers saw for as long as the process lasts, for tests and rehearsals. */
export class MemoryConnectionAttempts implements ConnectionAttempts, AttemptReports {
  readonly #arrivals: ConnectionAttempt[] = [];
  readonly #turnedAway = new Map<string, DeniedConnections>();

  async report(attempt: ConnectionAttempt, deniedAs: string | undefined): Promise<void> {
    this.#arrivals.push(attempt);
    if (deniedAs === undefined) return;

    const key = foldName(deniedAs);
    const before = this.#turnedAway.get(key) ?? { count: 0, told: 0, toldAt: undefined };
    this.#turnedAway.set(key, { ...before, name: deniedAs, count: before.count + 1, latest: attempt });
  }

  async of(names: readonly string[], since: Date): Promise<readonly ConnectionAttempt[]> {
    return this.#arrivals
      .filter(({ at }) => at >= since)
      .filter(({ username, commonName }) =>
        names.some((name) => isSameName(name, username) || isSameName(name, commonName)),
      )
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  async denied(): Promise<readonly DeniedConnections[]> {
    return [...this.#turnedAway.values()];
  }

  async told({ name, count, told }: DeniedConnections, at: Date): Promise<boolean> {
    const accountType = this.#turnedAway.get(foldName(name));
    if (accountType === undefined || accountType.told !== told) return false;

    this.#turnedAway.set(foldName(name), { ...accountType, told: count, toldAt: at });
    return true;
  }
}
