/** Where messages stand that are kept up to date in place, remembered beyond the end of the process. */
export interface MessageStore {
  /** @throws {Failure} `store_unavailable` */
  get(key: string): Promise<MessagePlace | undefined>;

  /**
   * Remembers, before it is done, that a message is about to be posted.
   *
   * @param over What was recalled of the message before; undefined when nothing was.
   * @returns False when another was faster, so that something else is remembered by now: then nothing may be posted.
   * @throws {Failure} `store_unavailable`
   */
  reserve(key: string, intention: Reservation, over: MessagePlace | undefined): Promise<boolean>;

  /** Remembers where the message stands. @throws {Failure} `store_unavailable` */
  save(key: string, place: Omit<Posted, 'kind'>): Promise<void>;

  /** Forgets where the message stands: it stays there, and the next one of this key is posted anew. @throws {Failure} `store_unavailable` */
  delete(key: string): Promise<void>;
}

export type MessagePlace = Reservation | Posted;

/** Somebody is posting the message; or they ended, or lost Slack's answer, in the middle of it, and it may be there. */
export interface Reservation {
  readonly kind: 'intended';
  readonly channel: string;
  /** Whoever intends it: another for each process. */
  readonly by: string;
  readonly at: Date;
}

export interface Posted {
  readonly kind: 'posted';
  readonly channel: string;
  /** Slack's number for the message in its channel. */
  readonly ts: string;
}
