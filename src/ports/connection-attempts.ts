import type { ConnectionAttempt, DeniedConnections } from '../domain/connection-attempt.ts';

/** What the connect handlers of every Region saw: who came, from where, and who was turned away. */
export interface ConnectionAttempts {
  /**
   * Who came by any of these names since a moment, the earliest first; the handlers' clocks decide. They are kept for
   * a day.
   *
   * @throws {Failure} `blocks_unavailable`
   */
  of(names: readonly string[], since: Date): Promise<readonly ConnectionAttempt[]>;

  /** Names that were turned away, whether or not that was told. @throws {Failure} `blocks_unavailable` */
  turnedAway(): Promise<readonly DeniedConnections[]>;

  /**
   * Remembers that so many times were told of.
   *
   * @returns False when somebody else has told of them meanwhile.
   * @throws {Failure} `blocks_unavailable`
   */
  told(of: DeniedConnections, at: Date): Promise<boolean>;
}

/** The connect handler's side of it. */
export interface ArrivalReports {
  /** @param turnedAwayAs The name that a block keeps out, where one does. @throws {Failure} `blocks_unavailable` */
  report(arrival: ConnectionAttempt, turnedAwayAs: string | undefined): Promise<void>;
}
