import type { Block, BlockKey } from '../domain/block.ts';

/** The blocks, as the connect handlers of every Region read them. */
export interface BlockList {
  /**
   * Writes a block. When the promise resolves, every later read finds it. Writing the same key again only updates the
   * block's other fields.
   *
   * @throws {Failure} `blocks_unavailable`: the block may or may not be stored.
   */
  put(block: Block): Promise<void>;

  /** Removes a block. @returns Whether it existed. @throws {Failure} `blocks_unavailable` */
  remove(key: BlockKey): Promise<boolean>;

  /**
   * Returns the blocks on any of these names, including those that have ended but were not removed.
   *
   * @throws {Failure} `blocks_unavailable`
   */
  on(names: readonly string[]): Promise<readonly Block[]>;

  /** Returns every block, including those that have ended. @throws {Failure} `blocks_unavailable` */
  all(): Promise<readonly Block[]>;
}

/** What the connect handlers of every Region saw: who tried to connect, from where, and who was denied. */
export interface ConnectionAttempts {
  /**
   * Returns the attempts under any of these names in a period, the earliest first. The times are from the handlers'
   * clocks. Attempts are kept for a day. Of a name with more than a thousand in the period, the latest are returned.
   *
   * @param until By default, the period has no end.
   * @throws {Failure} `blocks_unavailable`
   */
  of(names: readonly string[], since: Date, until?: Date): Promise<readonly ConnectionAttempt[]>;

  /** Returns the names with denied connections, reported or not. @throws {Failure} `blocks_unavailable` */
  denied(): Promise<readonly DeniedConnections[]>;

  /**
   * Marks this count of denied connections as reported.
   *
   * @returns False if another process has reported them meanwhile.
   * @throws {Failure} `blocks_unavailable`
   */
  markReported(of: DeniedConnections, at: Date): Promise<boolean>;
}

/** The connect handler's side of {@link ConnectionAttempts}. */
export interface AttemptReports {
  /** @param deniedAs The blocked name, if a block denied the connection. @throws {Failure} `blocks_unavailable` */
  report(attempt: ConnectionAttempt, deniedAs: string | undefined): Promise<void>;
}

/** An attempt to connect, as the connect handler saw it. */
export interface ConnectionAttempt {
  readonly connection: string;
  readonly endpoint: string;
  /** Empty if the endpoint knows certificates only. */
  readonly username: string;
  readonly commonName: string;
  /** The person's public address. EC2 itself only reports the address inside the VPN. */
  readonly publicIp: string;
  /** `win`, `mac`, `linux`, `android`, …, as the client reports it. */
  readonly platform: string;
  /** The version of the operating system, for example `10.0.22631`; handlers of earlier versions did not report it. */
  readonly platformVersion?: string | undefined;
  /** The version of the VPN client; handlers of earlier versions did not report it. */
  readonly clientVersion?: string | undefined;
  readonly at: Date;
  readonly verdict: HandlerVerdict;
}

export type HandlerVerdict =
  | 'allowed'
  /** A block covers them. */
  | 'turned_away'
  /** The list of blocks could not be read, so the operator's default was applied. */
  | 'allowed_unread'
  | 'turned_away_unread';

/** How often a block has denied a name on an endpoint. */
export interface DeniedConnections {
  readonly name: string;
  /** The total so far. */
  readonly count: number;
  /** How many of them were reported. */
  readonly reported: number;
  readonly reportedAt: Date | undefined;
  readonly latest: ConnectionAttempt;
}
