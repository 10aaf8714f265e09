/** Remembers, across restarts, where live messages were posted. */
export interface MessageStore {
  /** @throws {Failure} `store_unavailable` */
  get(key: string): Promise<MessagePlace | undefined>;

  /**
   * Remembers that a message is about to be posted, before it is.
   *
   * @param over What was stored for the key before; undefined if nothing was.
   * @returns False if another process was faster and has stored something else: the caller must not post then.
   * @throws {Failure} `store_unavailable`
   */
  reserve(key: string, intention: Reservation, over: MessagePlace | undefined): Promise<boolean>;

  /** Remembers where the message was posted. @throws {Failure} `store_unavailable` */
  save(key: string, place: Omit<Posted, 'kind'>): Promise<void>;

  /**
   * Forgets where the message was posted. The message stays there, and the next one with this key is posted anew.
   *
   * @throws {Failure} `store_unavailable`
   */
  delete(key: string): Promise<void>;
}

export type MessagePlace = Reservation | Posted;

/**
 * A process is posting the message; or it crashed, or lost Slack's response, while posting, and the message may exist.
 */
export interface Reservation {
  readonly kind: 'intended';
  readonly channel: string;
  /** The process that intends to post; different for each process. */
  readonly by: string;
  readonly at: Date;
}

export interface Posted {
  readonly kind: 'posted';
  readonly channel: string;
  /** Slack's timestamp, which identifies the message in its channel. */
  readonly ts: string;
}
