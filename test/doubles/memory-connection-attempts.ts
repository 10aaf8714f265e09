import { foldName, isSameName } from '../../src/domain/vpn-name.ts';
import type {
  AttemptReports,
  ConnectionAttempt,
  ConnectionAttempts,
  DeniedConnections,
} from '../../src/ports/block-list.ts';

/** What connect handlers saw for as long as the process lasts, for tests and rehearsals. */
export class MemoryConnectionAttempts implements ConnectionAttempts, AttemptReports {
  readonly #attempts: ConnectionAttempt[] = [];
  readonly #denied = new Map<string, DeniedConnections>();

  async report(attempt: ConnectionAttempt, deniedAs: string | undefined): Promise<void> {
    this.#attempts.push(attempt);
    if (deniedAs === undefined) return;

    const key = foldName(deniedAs);
    const before = this.#denied.get(key) ?? { count: 0, reported: 0, reportedAt: undefined };
    this.#denied.set(key, { ...before, name: deniedAs, count: before.count + 1, latest: attempt });
  }

  async of(names: readonly string[], since: Date, until?: Date): Promise<readonly ConnectionAttempt[]> {
    return this.#attempts
      .filter(({ at }) => at >= since && (until === undefined || at <= until))
      .filter(({ username, commonName }) =>
        names.some((name) => isSameName(name, username) || isSameName(name, commonName)),
      )
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  async denied(): Promise<readonly DeniedConnections[]> {
    return [...this.#denied.values()];
  }

  async markReported({ name, count, reported }: DeniedConnections, at: Date): Promise<boolean> {
    const denied = this.#denied.get(foldName(name));
    if (denied === undefined || denied.reported !== reported) return false;

    this.#denied.set(foldName(name), { ...denied, reported: count, reportedAt: at });
    return true;
  }
}
