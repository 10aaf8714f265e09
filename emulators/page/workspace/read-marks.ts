import type { Channel, Message } from '../../slack/protocol/client-protocol.ts';

/** The `ts` up to which a person has read, by channel id. */
export type ReadMarks = Readonly<Record<string, string>>;

export interface Unread {
  readonly count: number;
  /** Whether it is for this person in particular: a mention, or a direct message. */
  readonly isForMe: boolean;
}

export function countUnread(
  channel: Channel,
  messages: readonly Message[],
  readTo: string | undefined,
  me: string,
): Unread {
  const unread = messages.filter(({ ts, user }) => ts > (readTo ?? '') && user !== me);
  const isForMe =
    unread.length > 0 && (channel.kind === 'direct' || unread.some(({ text }) => text.includes(`<@${me}`)));
  return { count: unread.length, isForMe };
}

/** Kept in the browser, since the workspace does not record who has read what. */
export function loadReadMarks(key: string): ReadMarks {
  try {
    return parseReadMarks(JSON.parse(localStorage.getItem(key) ?? '{}'));
  } catch {
    return {};
  }
}

export function keepReadMarks(key: string, marks: ReadMarks): void {
  try {
    localStorage.setItem(key, JSON.stringify(marks));
  } catch {
    // A browser without storage forgets at a reload what was read; nothing else depends on it.
  }
}

function parseReadMarks(stored: unknown): ReadMarks {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([, ts]) => typeof ts === 'string'));
}
