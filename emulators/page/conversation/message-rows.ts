import type { Message } from '../../slack/protocol/client-protocol.ts';

/** A message with what stands around it. */
export interface MessageRow {
  readonly message: Message;
  readonly replies: readonly Message[];
  /** Whether the same person wrote the row above, so that name and picture need not be repeated. */
  readonly continues: boolean;
  /** Whether it is the first of its day. */
  readonly startsDay: boolean;
}

const continuesWithinMs = 5 * 60_000;

/**
 * The rows of a channel, oldest first; a reply stands under its parent, or alone where the parent is not seen. One that was
 * sent to the channel as well stands in both places.
 */
export function messageRows(messages: readonly Message[]): readonly MessageRow[] {
  const known = new Set(messages.map(({ ts }) => ts));
  const isReply = ({ threadTs, ts }: Message) => threadTs !== null && threadTs !== ts && known.has(threadTs);
  const replies = Map.groupBy(messages.filter(isReply), ({ threadTs }) => threadTs ?? '');
  const top = messages.filter((message) => !isReply(message) || message.isBroadcast);
  return top.map((message, index) => {
    const above = top[index - 1];
    return {
      message,
      replies: replies.get(message.ts) ?? [],
      startsDay: above === undefined || dayOf(above) !== dayOf(message),
      continues: above !== undefined && replies.get(above.ts) === undefined && follows(above, message),
    };
  });
}

function follows(above: Message, message: Message): boolean {
  const isPlain = (each: Message) => each.notice === null && each.onlyFor === null;
  return (
    above.user === message.user &&
    isPlain(above) &&
    isPlain(message) &&
    timeOf(message.ts).getTime() - timeOf(above.ts).getTime() < continuesWithinMs &&
    dayOf(above) === dayOf(message)
  );
}

export function timeOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

function dayOf({ ts }: Message): string {
  return timeOf(ts).toDateString();
}
