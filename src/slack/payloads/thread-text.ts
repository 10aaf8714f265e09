/** The thread in which a button was pressed or a choice made. */
export interface Thread {
  /** The ts of the parent message. */
  readonly ts: string;
  /** Whether the reply is also shown in the channel. Slack does not say in which of the two places it was pressed. */
  readonly isBroadcast: boolean;
}

const broadcast = ' broadcast';

/** Serializes the thread for a modal's `private_metadata`, as its last part. */
export function textsFromThread(thread: Thread | undefined): readonly string[] {
  return thread === undefined ? [] : [`${thread.ts}${thread.isBroadcast ? broadcast : ''}`];
}

export function parseThread(text: string | undefined): Thread | undefined {
  const [, ts, also] = /^(\d+\.\d+)( broadcast)?$/.exec(text ?? '') ?? [];
  return ts === undefined ? undefined : { ts, isBroadcast: also === broadcast };
}
