/** Where messages stand that are kept up to date in place, remembered beyond the end of the process. */
export interface MessageMemory {
  /** @throws {Failure} `store_unavailable` */
  recall(key: string): Promise<MessagePlace | undefined>;

  /** Remembers, before it is done, that a message is about to be posted in a channel. @throws {Failure} `store_unavailable` */
  intend(key: string, channel: string): Promise<void>;

  /** Remembers where the message stands. @throws {Failure} `store_unavailable` */
  remember(key: string, place: { readonly channel: string; readonly ts: string }): Promise<void>;
}

export type MessagePlace =
  /** The process ended, or Slack's answer was lost, between the intention and the answer: the message may be there. */
  | { readonly kind: 'intended'; readonly channel: string }
  | { readonly kind: 'posted'; readonly channel: string; readonly ts: string };
