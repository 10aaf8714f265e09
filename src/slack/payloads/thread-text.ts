/** The thread that something was pressed in. */
export interface Thread {
  /** Of the message that was replied to. */
  readonly ts: string;
  /** Whether the channel shows the reply as well: nothing tells in which of the two places it was pressed. */
  readonly isBroadcast: boolean;
}

const broadcast = ' broadcast';

/** Writes it for a modal's `private_metadata`, as what goes after everything else. */
export function textsFromThread(thread: Thread | undefined): readonly string[] {
  return thread === undefined ? [] : [`${thread.ts}${thread.isBroadcast ? broadcast : ''}`];
}

export function parseThread(text: string | undefined): Thread | undefined {
  const [, ts, also] = /^(\d+\.\d+)( broadcast)?$/.exec(text ?? '') ?? [];
  return ts === undefined ? undefined : { ts, isBroadcast: also === broadcast };
}
