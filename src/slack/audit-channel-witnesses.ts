import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Witness } from '../domain/audit-witness.ts';
import { eventType } from './message-poster.ts';

/** Who the bot is in the workspace; what anybody else posts tells nothing about the record. */
export interface BotIds {
  readonly userId: string | undefined;
  readonly botId: string | undefined;
}

const pageSize = 200;
/** Chatter does not hide the newest entry, unless there is more of it than this. */
const mostPages = 5;
/** A reconnect is told in the thread of the kick that it follows. */
const mostThreads = 5;

/**
 * Reads what the newest messages of the audit channel show of the record, in no order. It goes back to the first page
 * with an entry on it, and never beyond a message with which an operator accepted the record as it was.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.history
 * @throws What Slack answered, or why it did not.
 */
export async function readWitnesses(
  client: WebClient,
  channel: string,
  bot: BotIds,
): Promise<readonly Witness[]> {
  for (let page = 0, cursor: string | undefined; page < mostPages && cursor !== ''; page += 1) {
    const { messages = [], response_metadata: next } = await client.conversations.history({
      channel,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor !== undefined && { cursor }),
    });
    const told = sinceAcceptance(messages.flatMap((message) => parseOwn(message, bot) ?? []));
    if (told.some(({ witness }) => witness !== undefined)) {
      const replies = newestThreads(told).map(({ ts }) => repliesIn(client, channel, ts, bot));
      return [...told, ...(await Promise.all(replies)).flat()].flatMap(({ witness }) => witness ?? []);
    }
    cursor = next?.next_cursor ?? '';
  }
  return [];
}

interface OwnMessage {
  readonly ts: string;
  /** When the last reply came, where there is one. */
  readonly latestReply: string | undefined;
  readonly witness: Witness | undefined;
}

/** @param messages From the newest on. */
function sinceAcceptance(messages: readonly OwnMessage[]): readonly OwnMessage[] {
  const acceptance = messages.findIndex(({ witness }) => witness?.isAcceptance);
  return acceptance === -1 ? messages : messages.slice(0, acceptance + 1);
}

function newestThreads(messages: readonly OwnMessage[]): readonly OwnMessage[] {
  return messages
    .filter(({ latestReply }) => latestReply !== undefined)
    .toSorted((one, other) => Number(other.latestReply) - Number(one.latestReply))
    .slice(0, mostThreads);
}

/** @see https://docs.slack.dev/reference/methods/conversations.replies */
async function repliesIn(
  client: WebClient,
  channel: string,
  ts: string,
  bot: BotIds,
): Promise<readonly OwnMessage[]> {
  const { messages = [] } = await client.conversations.replies({
    channel,
    ts,
    include_all_metadata: true,
    limit: pageSize,
  });
  // The message that was replied to comes first, and is known.
  return messages.filter((message) => message.ts !== ts).flatMap((message) => parseOwn(message, bot) ?? []);
}

const messageSchema = z.object({
  ts: z.string(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  latest_reply: z.string().nullish(),
  metadata: z.object({
    event_type: z.literal(eventType),
    event_payload: z.looseObject({ key: z.string() }),
  }),
});

const payloadSchema = z.object({
  seq: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  accepted: z.boolean().optional(),
});

function parseOwn(message: unknown, { userId, botId }: BotIds): OwnMessage | undefined {
  const { data } = messageSchema.safeParse(message);
  if (data === undefined) return undefined;
  const { ts, text, metadata } = data;
  const isOwn = isSame(data.user, userId) || isSame(data.bot_id, botId);
  if (!isOwn) return undefined;

  const { data: payload } = payloadSchema.safeParse(metadata.event_payload);
  return {
    ts,
    latestReply: data.latest_reply ?? undefined,
    witness: payload
      ? { seq: payload.seq, hash: payload.hash, ...(payload.accepted && { isAcceptance: true }) }
      : witnessInTitle(metadata.event_payload.key, text ?? ''),
  };
}

function isSame(given: string | null | undefined, own: string | undefined): boolean {
  return own !== undefined && given === own;
}

/** Earlier versions told an entry in the title alone, such as `Session ended · entry 12 · 9f3a61c0: helga, bob`. */
function witnessInTitle(key: string, text: string): Witness | undefined {
  if (!/^entry \d+$/.test(key)) return undefined;
  const [, seq, hash] = /^.*? · entry (\d{1,15}) · ([0-9a-f]{8}): /.exec(text) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash };
}
